import { type Message, textOf } from '../common/conversation.js';
import { estimateTextTokens } from '../common/estimate-tokens.js';

/** What an image or file is taken to cost; its size in bytes says little. */
const tokensPerAttachment = 1_000;

/** A cautious guess; only the provider knows. */
export function estimateTokens(message: Message): number {
  const calls = message.role === 'assistant' ? message.toolCalls : [];
  const callText = calls.reduce((sum, call) => sum + call.name.length + call.arguments.length, 0);
  const attachments = message.role === 'assistant' ? 0 : message.content.filter((part) => part.type !== 'text').length;
  return estimateTextTokens(textOf(message).length + callText) + attachments * tokensPerAttachment;
}

/**
 * The newest part of a stored history that fits into `budget` tokens. What is cut off ends before a message of the user, so
 * that no tool call is parted from its result; what does not fit is left out here, never in the store. `keepNewest` keeps
 * the newest exchange whatever it costs: for a conversation that goes on with the results of its calls.
 */
export function fitHistory(
  history: readonly Message[],
  budget: number,
  { keepNewest = false }: { keepNewest?: boolean } = {},
): readonly Message[] {
  let left = budget;
  let start = history.length;
  for (const [index, message] of [...history.entries()].reverse()) {
    left -= estimateTokens(message);
    const mustFit = !keepNewest || start < history.length;
    if (left < 0 && mustFit) return history.slice(start);
    if (message.role === 'user') start = index;
  }
  return history;
}
