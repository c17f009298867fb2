import type { Message, ToolMessage } from '../common/conversation.js';

/**
 * The history as a provider accepts it: a client may go on without answering the calls of its tools, and a provider refuses
 * a call without a result. Such calls get a result that says so, after the results that are there; those which
 * `newMessages` answers are left alone.
 */
export function answerOpenCalls(history: Message[], newMessages: Message[]): Message[] {
  const completed: Message[] = [];
  const open = new Set<string>();
  const close = (): void => {
    for (const callId of open) completed.push(missingResult(callId));
    open.clear();
  };
  for (const message of history) {
    if (message.role !== 'tool') close();
    completed.push(message);
    if (message.role === 'tool') open.delete(message.callId);
    if (message.role === 'assistant') message.toolCalls.forEach((call) => open.add(call.id));
  }
  for (const message of newMessages) {
    if (message.role !== 'tool') break;
    open.delete(message.callId);
  }
  close();
  return completed;
}

function missingResult(callId: string): ToolMessage {
  return { role: 'tool', callId, content: [{ type: 'text', text: 'No result was given.' }] };
}
