import type { Message } from '../common/conversation.js';
import { InvalidRequestError } from '../common/gateway-error.js';

/**
 * Throws status 400 for a tool result of the client that answers no call right before it, as a provider would. `history` is what
 * the session keeps.
 */
export function checkToolResults(history: readonly Message[], newMessages: readonly Message[]): void {
  const open = new Set<string>();
  for (const message of [...history, ...newMessages]) {
    if (message.role === 'assistant') message.toolCalls.forEach((call) => open.add(call.id));
    else if (message.role === 'user') open.clear();
    else if (!open.has(message.callId) && newMessages.includes(message)) throw orphan(message.callId);
  }
}

function orphan(callId: string): InvalidRequestError {
  const shown = callId.slice(0, 64);
  return new InvalidRequestError(
    `No tool call with the id '${shown}' precedes its result. Send the assistant message that made the call before it.`,
    { param: 'messages', code: 'invalid_value' },
  );
}
