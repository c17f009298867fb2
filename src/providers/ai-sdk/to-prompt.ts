import type {
  LanguageModelV4FilePart,
  LanguageModelV4Message,
  LanguageModelV4Prompt,
  LanguageModelV4TextPart,
  LanguageModelV4ToolResultOutput,
  LanguageModelV4ToolResultPart,
} from '@ai-sdk/provider';
import type { AssistantMessage, ContentPart, ImagePart, Message, ToolMessage } from '../../common/conversation.js';
import { ProviderError } from '../provider.errors.js';
import { parseToolInput } from './parse-tool-input.js';

type ToolNames = ReadonlyMap<string, string>;

/** These APIs refuse a conversation that does not begin with the user; this stands in where the caller gave no such turn. */
const openingMessage: LanguageModelV4Message = { role: 'user', content: [{ type: 'text', text: 'Begin.' }] };

/** The conversation in the SDK's form: system text first, then user, assistant and tool turns in order, none of them empty. */
export function toPrompt(system: string, messages: readonly Message[]): LanguageModelV4Prompt {
  const names = toolNamesOf(messages);
  const turns = messages.map((message) => toTurn(message, names)).filter((turn) => turn.content.length > 0);
  const opening = turns[0]?.role === 'user' ? [] : [openingMessage];
  const instructions: LanguageModelV4Prompt = system.trim() === '' ? [] : [{ role: 'system', content: system }];
  return [...instructions, ...opening, ...turns];
}

function toolNamesOf(messages: readonly Message[]): ToolNames {
  const calls = messages.flatMap((message) => (message.role === 'assistant' ? message.toolCalls : []));
  return new Map(calls.map((call) => [call.id, call.name]));
}

function toTurn(message: Message, names: ToolNames): LanguageModelV4Message {
  switch (message.role) {
    case 'user':
      return { role: 'user', content: message.content.flatMap(toUserPart) };
    case 'assistant':
      return { role: 'assistant', content: toAssistantParts(message) };
    case 'tool':
      return { role: 'tool', content: [toToolResult(message, names)] };
  }
}

function toUserPart(part: ContentPart): (LanguageModelV4TextPart | LanguageModelV4FilePart)[] {
  switch (part.type) {
    case 'text':
      return toTextParts(part.text);
    case 'image':
      return [toImageFile(part)];
    case 'file':
      return [
        {
          type: 'file',
          mediaType: part.mediaType,
          data: { type: 'data', data: part.data },
          ...(part.filename === undefined ? {} : { filename: part.filename }),
        },
      ];
  }
}

/** Empty text blocks are refused by these APIs. */
function toTextParts(text: string): LanguageModelV4TextPart[] {
  return text.trim() === '' ? [] : [{ type: 'text', text }];
}

function toImageFile(part: ImagePart): LanguageModelV4FilePart {
  if ('url' in part) {
    if (!URL.canParse(part.url)) throw new ProviderError('rejected', 'An image has an address that is no URL.');
    return { type: 'file', mediaType: guessImageType(part.url), data: { type: 'url', url: new URL(part.url) } };
  }
  return { type: 'file', mediaType: part.mediaType, data: { type: 'data', data: part.data } };
}

function guessImageType(url: string): string {
  const extension = /\.(png|webp|gif)(?:$|[?#])/i.exec(url)?.[1];
  return `image/${extension?.toLowerCase() ?? 'jpeg'}`;
}

function toAssistantParts(
  message: AssistantMessage,
): Extract<LanguageModelV4Message, { role: 'assistant' }>['content'] {
  const calls = message.toolCalls.map((call) => ({
    type: 'tool-call' as const,
    toolCallId: call.id,
    toolName: call.name,
    input: parseToolInput(call.arguments),
  }));
  return [...toTextParts(message.text), ...toTextParts(message.refusal ?? ''), ...calls];
}

function toToolResult(message: ToolMessage, names: ToolNames): LanguageModelV4ToolResultPart {
  return {
    type: 'tool-result',
    toolCallId: message.callId,
    toolName: names.get(message.callId) ?? 'unknown_tool',
    output: toToolOutput(message),
  };
}

function toToolOutput(message: ToolMessage): LanguageModelV4ToolResultOutput {
  const texts = message.content.filter((part) => part.type === 'text');
  if (texts.length === message.content.length) {
    return { type: 'text', value: texts.map((part) => part.text).join('\n') };
  }
  return {
    type: 'content',
    value: message.content.map((part) => (part.type === 'text' ? part : toImageFile(part))),
  };
}
