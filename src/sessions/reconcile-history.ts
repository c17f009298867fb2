import type { Message } from '../common/conversation.js';
import { fingerprint } from './message-fingerprint.js';
import type { TurnOutline } from './session-store.port.js';

/** All of a turn that tells whether a client means it. */
type KnownTurn = Pick<TurnOutline, 'id' | 'prints'>;

export interface Reconciled<Known extends KnownTurn> {
  /** The turn that the new one follows; null when it starts at the root. */
  parentId: string | null;
  /** The turns that precede the new one, oldest first. */
  path: Known[];
  /** The client's messages that are not stored yet. Empty when the client sent just what is stored. */
  newMessages: Message[];
}

/**
 * Tells which of a client's messages are new to the session, so that a client which resends its history does not double it.
 * A client knows of each turn its `input` and its `visible` answer.
 *
 * - No assistant message among them: the client sends only what is new, and all of it follows the newest turn. (A client
 *   that regenerates its very first answer looks the same and is taken for one that says the same thing again.)
 * - They begin with one or more whole stored turns: what comes after those is new. Where that is not the newest turn, the
 *   client has edited or regenerated, and a branch begins.
 * - They begin in the middle of the stored path and go on to its end: the client has cut its oldest messages, and the rest
 *   is new. The whole path precedes, also what the client has cut.
 * - Nothing matches: a branch from the root, which is exactly what the client sent.
 *
 * A client that sends just what is stored gets no new messages, and the run goes on after the last answer, as OpenAI does
 * with a trailing assistant message.
 */
export function reconcileHistory<Known extends KnownTurn>(turns: Known[], incoming: Message[]): Reconciled<Known> {
  if (!incoming.some((message) => message.role === 'assistant')) return followingTurns(turns, incoming);
  const prints = incoming.map(fingerprint);
  const views = turns.map((turn) => turn.prints);
  const start = matchFromStart(views, prints);
  if (start.turns > 0) return followingTurns(turns.slice(0, start.turns), incoming.slice(start.messages));
  const overlap = longestOverlap(views.flat(), prints);
  if (overlap > 0) return followingTurns(turns, incoming.slice(overlap));
  return followingTurns([], incoming);
}

/** All of `newMessages` comes after all of `path`. */
export function followingTurns<Known extends KnownTurn>(path: Known[], newMessages: Message[]): Reconciled<Known> {
  return { parentId: path.at(-1)?.id ?? null, path, newMessages };
}

/** How many whole turns the messages begin with, and how many messages those are. */
function matchFromStart(views: (readonly string[])[], incoming: string[]): { turns: number; messages: number } {
  let messages = 0;
  for (const [index, view] of views.entries()) {
    if (!view.every((print, offset) => print === incoming[messages + offset])) return { turns: index, messages };
    messages += view.length;
  }
  return { turns: views.length, messages };
}

/**
 * The length of the longest end of `path` that is also the beginning of `incoming`, by the Knuth-Morris-Pratt way, so
 * that a long repetitive history costs linear time.
 */
function longestOverlap(path: string[], incoming: string[]): number {
  const fallback = [0];
  for (let position = 1; position < incoming.length; position += 1) {
    fallback.push(extend(incoming, fallback, fallback[position - 1] ?? 0, incoming[position]));
  }
  return path.reduce((matched, print) => extend(incoming, fallback, matched, print), 0);
}

function extend(pattern: string[], fallback: number[], matched: number, next: string | undefined): number {
  let length = matched;
  while (length > 0 && next !== pattern[length]) length = fallback[length - 1] ?? 0;
  return next !== undefined && next === pattern[length] ? length + 1 : 0;
}
