import type { ContentPart, Message } from '../../common/conversation.js';
import { saidBy } from '../../common/conversation.js';
import type { ChatContent, ChatMessage } from '../../gateway-protocol/payloads.js';
import type { Turn } from '../../sessions/session-store.port.js';

/** What was said in a turn, in order, as clients show it. Images and files stay where they are: only their kind is told. */
export function toChatMessages({ runId, input, output, createdAt }: Turn): ChatMessage[] {
  const origin = { timestamp: createdAt, idempotencyKey: runId };
  return [...input, ...output].map((message) => ({ ...toChatMessage(message), ...origin }));
}

function toChatMessage(message: Message): Pick<ChatMessage, 'role' | 'content'> {
  switch (message.role) {
    case 'user':
      return { role: 'user', content: message.content.map(toContent) };
    case 'tool':
      return { role: 'toolResult', content: message.content.map(toContent) };
    case 'assistant': {
      const text = saidBy(message);
      const said: ChatContent[] = text === '' && message.toolCalls.length > 0 ? [] : [{ type: 'text', text }];
      const calls = message.toolCalls.map(({ id, name, arguments: given }): ChatContent => {
        return { type: 'toolCall', id, name, arguments: parsedArguments(given) };
      });
      return { role: 'assistant', content: [...said, ...calls] };
    }
  }
}

function toContent(part: ContentPart): ChatContent {
  switch (part.type) {
    case 'text':
      return part;
    case 'image':
      return { type: 'image', mimeType: 'mediaType' in part ? part.mediaType : 'image/*' };
    case 'file':
      return { type: 'text', text: `[${part.filename ?? part.mediaType}]` };
  }
}

/** The arguments of a call; as the model wrote them where that is no JSON. */
export function parsedArguments(given: string): unknown {
  try {
    return JSON.parse(given);
  } catch {
    return given;
  }
}
