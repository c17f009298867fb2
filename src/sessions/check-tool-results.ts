import type { Message } from '../common/conversation.js';
import { InvalidRequestError } from '../common/gateway-error.js';
import { limitText } from '../common/limit-text.js';

/**
 * Throws status 400 for a tool result of the client that answers no call of the assistant message right before it, or
 * answers one a second time, as a provider would; the error names `param`. `history` is what the session keeps; nothing in it is refused.
 */
export function checkToolResults(
  history: readonly Message[],
  newMessages: readonly Message[],
  param = 'messages',
): void {
  const open = new Set<string>();
  for (const [index, message] of [...history, ...newMessages].entries()) {
    if (message.role !== 'tool') open.clear();
    if (message.role === 'assistant') message.toolCalls.forEach((call) => open.add(call.id));
    const isOrphan = message.role === 'tool' && !open.delete(message.callId);
    if (isOrphan && index >= history.length) throw orphan(message.callId, param);
  }
}

function orphan(callId: string, param: string): InvalidRequestError {
  const shown = limitText(callId, 64);
  return new InvalidRequestError(
    `No tool call with the id '${shown}' waits for this result. Send each result once, right after the assistant message ` +
      'that made the call.',
    { param, code: 'invalid_value' },
  );
}
