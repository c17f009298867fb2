import { setImmediate as afterReadyWork } from 'node:timers/promises';
import type { Message } from '../common/conversation.js';
import type { MessageSize } from '../common/message-size.js';
import { portionsByBytes } from '../common/portions-by-bytes.js';
import type { Reconciled } from './reconcile-history.js';
import type { SessionStore, Turn, TurnOutline } from './session-store.port.js';

/** How much of a stored history is of use. */
export interface HistoryBounds {
  /** Index of the first message that any model may be sent, where `newMessages` come after them. */
  startOf(history: readonly MessageSize[], newMessages: readonly Message[]): number;
  /** Turns before that one are read as well, up to so many bytes. */
  olderBytes: number;
}

export interface ReadHistory {
  /** The newest of the messages that no model is sent. */
  older: Message[];
  /** Those that a model may be sent. */
  newest: Message[];
  /** How many messages come before `newest`, read or not. */
  skipped: number;
}

/** Reads only what the bounds ask for; without bounds all of it. */
export async function readHistory(
  store: SessionStore,
  key: string,
  { path, newMessages }: Pick<Reconciled<TurnOutline>, 'path' | 'newMessages'>,
  bounds: HistoryBounds | undefined,
): Promise<ReadHistory> {
  const sizes = path.flatMap((turn) => turn.sizes);
  const skipped = bounds ? bounds.startOf(sizes, newMessages) : 0;
  const first = firstTurn(path, skipped, bounds?.olderBytes ?? 0);
  const turns = await readTurns(store, key, path.slice(first));
  const messages = turns.flatMap((turn) => [...turn.input, ...turn.output]);
  const start = messages.length - (sizes.length - skipped);
  return { older: messages.slice(0, start), newest: messages.slice(start), skipped };
}

/** Index of the turn to read from: that of the message at `start`, and before it as many as there is room for. */
function firstTurn(path: readonly TurnOutline[], start: number, olderBytes: number): number {
  let first = 0;
  for (let messages = 0; first < path.length; first += 1) {
    messages += path[first]?.sizes.length ?? 0;
    if (messages > start) break;
  }
  let room = olderBytes - (path[first - 1]?.bytes ?? 0);
  while (first > 0 && room >= 0) {
    first -= 1;
    room -= path[first - 1]?.bytes ?? 0;
  }
  return first;
}

/** In portions, between which others have their turn. */
async function readTurns(store: SessionStore, key: string, path: readonly TurnOutline[]): Promise<Turn[]> {
  const turns: Turn[] = [];
  for (const portion of portionsByBytes(path)) {
    if (turns.length > 0) await afterReadyWork();
    const ids = portion.map(({ id }) => id);
    turns.push(...(await store.turns(key, ids)));
  }
  return turns;
}
