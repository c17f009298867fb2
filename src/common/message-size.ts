import { type Message, textOf } from './conversation.js';

/** All of a message that says what it is taken to cost a model. */
export interface MessageSize {
  role: Message['role'];
  /** UTF-16 units of its text, and of what its calls hold. */
  characters: number;
  /** Images and files. */
  attachments: number;
}

export function sizeOf(message: Message): MessageSize {
  const calls = message.role === 'assistant' ? message.toolCalls : [];
  const callText = calls.reduce((sum, call) => sum + call.name.length + call.arguments.length, 0);
  const attachments = message.role === 'assistant' ? 0 : message.content.filter((part) => part.type !== 'text').length;
  return { role: message.role, characters: textOf(message).length + callText, attachments };
}
