import { isJsonObject } from '../../common/json.js';
import type { ChatContent, ChatMessage } from '../../gateway-protocol/payloads.js';
import { type Unread, listOf, textOf } from '../read-payload.js';

/** One message of a conversation as text for people. */
export interface SaidMessage {
  role: string;
  text: string;
}

/** The messages of an answer with a history; a call of a tool stands as `[calls read {…}]`. */
export function toSaid(messages: unknown): SaidMessage[] {
  return listOf<ChatMessage>(messages).map(({ role, content }) => {
    return { role: textOf(role), text: listOf<ChatContent>(content).map(partInWords).join('\n') };
  });
}

/** Who said it, as it stands before a message. */
export function speaker(role: string): string {
  switch (role) {
    case 'user':
      return 'You';
    case 'assistant':
      return 'Agent';
    case 'toolResult':
      return 'Tool';
    default:
      return role;
  }
}

function partInWords(part: Unread<ChatContent>): string {
  switch (part.type) {
    case 'text':
      return textOf(part.text);
    case 'toolCall':
      return `[calls ${textOf(part.name)} ${argumentsInWords(part.arguments)}]`;
    default:
      return `[${textOf(part.mimeType) || textOf(part.type)}]`;
  }
}

function argumentsInWords(given: unknown): string {
  return isJsonObject(given) ? JSON.stringify(given) : String(given);
}
