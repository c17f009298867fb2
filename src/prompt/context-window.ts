import type { Message } from '../common/conversation.js';
import { estimateTextTokens } from '../common/estimate-tokens.js';
import { type MessageSize, sizeOf } from '../common/message-size.js';

/** What an image or file is taken to cost; its size in bytes says little. */
const tokensPerAttachment = 1_000;

/** What else than the budget decides what fits. */
export interface FitOptions {
  /** Keeps the newest exchange whatever it costs: for a conversation that goes on with the results of its calls. Default: false. */
  keepNewest?: boolean;
}

/** A cautious guess; only the provider knows. */
export function estimateTokens(message: Message): number {
  return tokensOf(sizeOf(message));
}

/**
 * The newest part of a stored history that fits into `budget` tokens. What is cut off ends before a message of the user, so
 * that no tool call is parted from its result; what does not fit is left out here, never in the store.
 */
export function fitHistory(history: readonly Message[], budget: number, options: FitOptions = {}): readonly Message[] {
  return history.slice(fittingStart(history.map(sizeOf), budget, options));
}

/** Where in a history the part begins that `fitHistory` gives. */
export function fittingStart(
  history: readonly MessageSize[],
  budget: number,
  { keepNewest = false }: FitOptions = {},
): number {
  let left = budget;
  let start = history.length;
  for (const [index, size] of [...history.entries()].reverse()) {
    left -= tokensOf(size);
    const mustFit = !keepNewest || start < history.length;
    if (left < 0 && mustFit) return start;
    if (size.role === 'user') start = index;
  }
  return 0;
}

function tokensOf({ characters, attachments }: MessageSize): number {
  return estimateTextTokens(characters) + attachments * tokensPerAttachment;
}
