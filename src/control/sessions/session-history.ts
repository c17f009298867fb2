import type { HistoryTurn } from '../../gateway-protocol/method-payloads.js';
import type { ChatMessage } from '../../gateway-protocol/payloads.js';
import type { Turn } from '../../sessions/session-store.port.js';
import { toChatMessages } from './to-chat-messages.js';

/** Characters of JSON that one answer with a history may have; a client that wants more asks for a part. */
const maxCharacters = 4_000_000;

/** The newest messages of a session, oldest first: at most `limit`, and fewer where they are long. */
export function newestMessages(turns: readonly Turn[], limit: number): ChatMessage[] {
  return lastFitting(turns.flatMap(toChatMessages), limit);
}

/** The turns that end before the one called `before`, without it the newest; oldest first, at most `limit`. */
export function shownTurns(turns: readonly Turn[], limit: number, before?: string): HistoryTurn[] {
  const index = before === undefined ? -1 : turns.findIndex(({ id }) => id === before);
  const earlier = index === -1 ? turns : turns.slice(0, index);
  return lastFitting(
    earlier.slice(-limit).map((turn) => {
      const { id, runId, createdAt } = turn;
      return { id, runId, createdAt, messages: toChatMessages(turn) };
    }),
    limit,
  );
}

/** The last items that fit, and the very last one in any case. */
function lastFitting<Item>(items: readonly Item[], limit: number): Item[] {
  const kept: Item[] = [];
  let room = maxCharacters;
  for (const item of items.slice(-limit).reverse()) {
    room -= JSON.stringify(item).length;
    if (room < 0 && kept.length > 0) break;
    kept.unshift(item);
  }
  return kept;
}
