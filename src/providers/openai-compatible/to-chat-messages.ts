import type {
  AssistantMessage,
  ContentPart,
  ImagePart,
  Message,
  TextPart,
  ToolCall,
  ToolMessage,
  UserMessage,
} from '../../common/conversation.js';
import { saidBy, textOf } from '../../common/conversation.js';
import type { JsonObject } from '../../common/json.js';

/**
 * The conversation in chat-completions form. A tool message may hold only text there, so images of tool results follow
 * in a user message, after the last result: results must stay next to the call that they answer.
 */
export function toChatMessages(system: string, messages: readonly Message[]): JsonObject[] {
  const result: JsonObject[] = system === '' ? [] : [{ role: 'system', content: system }];
  let toolImages: ImagePart[] = [];
  for (const [position, message] of messages.entries()) {
    result.push(toChatMessage(message));
    if (message.role === 'tool') toolImages.push(...message.content.filter((part) => part.type === 'image'));
    if (toolImages.length === 0 || messages[position + 1]?.role === 'tool') continue;
    result.push({ role: 'user', content: toolImages.map(toChatPart) });
    toolImages = [];
  }
  return result;
}

function toChatMessage(message: Message): JsonObject {
  switch (message.role) {
    case 'user':
      return fromUser(message);
    case 'assistant':
      return fromAssistant(message);
    case 'tool':
      return fromTool(message);
  }
}

function fromUser(message: UserMessage): JsonObject {
  return {
    role: 'user',
    content: isText(message.content) ? textOf(message) : message.content.map(toChatPart),
    name: message.name,
  };
}

/** Some providers refuse an empty string beside tool calls, and some a null without them. */
function fromAssistant(message: AssistantMessage): JsonObject {
  const text = saidBy(message);
  if (message.toolCalls.length === 0) return { role: 'assistant', content: text };
  return { role: 'assistant', content: text === '' ? null : text, tool_calls: message.toolCalls.map(toChatToolCall) };
}

function fromTool(message: ToolMessage): JsonObject {
  const text = textOf(message);
  const onlyImages = text === '' && message.content.length > 0;
  return {
    role: 'tool',
    tool_call_id: message.callId,
    content: onlyImages ? 'The result is the image in the next user message.' : text,
  };
}

function toChatToolCall(call: ToolCall): JsonObject {
  return { id: call.id, type: 'function', function: { name: call.name, arguments: call.arguments } };
}

function toChatPart(part: ContentPart): JsonObject {
  switch (part.type) {
    case 'text':
      return { type: 'text', text: part.text };
    case 'image':
      return { type: 'image_url', image_url: { url: imageUrl(part), detail: part.detail } };
    case 'file':
      return {
        type: 'file',
        file: { filename: part.filename ?? 'document', file_data: dataUri(part.mediaType, part.data) },
      };
  }
}

function imageUrl(part: ImagePart): string {
  return 'url' in part ? part.url : dataUri(part.mediaType, part.data);
}

function dataUri(mediaType: string, base64: string): string {
  return `data:${mediaType};base64,${base64}`;
}

function isText(content: ContentPart[]): content is TextPart[] {
  return content.every((part) => part.type === 'text');
}
