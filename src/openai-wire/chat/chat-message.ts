import type { ToolCall } from '../../common/conversation.js';
import { joinTexts } from '../../common/join-texts.js';
import type { JsonObject } from '../../common/json.js';
import { invalidValue, missing } from '../../common/request-errors.js';
import { readArray, readObject, readOptionalString, readString } from '../read.js';
import { type WireContentPart, readContent, readTextContent } from './content-part.js';

/** A message of the request, checked. */
export type WireMessage =
  | { role: 'system'; text: string }
  | { role: 'user'; content: WireContentPart[]; name?: string }
  | { role: 'assistant'; text: string; refusal?: string; toolCalls: ToolCall[] }
  | { role: 'tool'; callId: string; text: string };

/** Checks `messages` and gives them typed; throws status 400 that names the exact field. */
export function readMessages(value: unknown): WireMessage[] {
  const messages = readArray(value, 'messages');
  if (messages.length === 0) throw invalidValue('messages', 'expected at least one message');
  return messages.map((message, index) => readMessage(message, `messages[${index}]`));
}

function readMessage(value: unknown, path: string): WireMessage {
  const message = readObject(value, path);
  const role = readString(message['role'], `${path}.role`);
  switch (role) {
    case 'system':
    case 'developer':
      return { role: 'system', text: readTextContent(message['content'], `${path}.content`) };
    case 'user':
      return readUserMessage(message, path);
    case 'assistant':
      return readAssistantMessage(message, path);
    case 'tool':
      return {
        role: 'tool',
        callId: readString(message['tool_call_id'], `${path}.tool_call_id`),
        text: readTextContent(message['content'], `${path}.content`),
      };
    case 'function':
      throw invalidValue(`${path}.role`, "'function' is retired; answer tool calls with role 'tool'");
    default:
      throw invalidValue(`${path}.role`, 'expected system, developer, user, assistant or tool');
  }
}

function readUserMessage(message: JsonObject, path: string): WireMessage {
  const content = readContent(message['content'], `${path}.content`, ['text', 'image_url', 'file']);
  const name = readOptionalString(message['name'], `${path}.name`);
  return { role: 'user', content, ...(name === undefined ? {} : { name }) };
}

function readAssistantMessage(message: JsonObject, path: string): WireMessage {
  if (message['function_call'] != null) {
    throw invalidValue(`${path}.function_call`, "'function_call' is retired; send 'tool_calls'");
  }
  const toolCalls = readToolCalls(message['tool_calls'], `${path}.tool_calls`);
  const refusal = readOptionalString(message['refusal'], `${path}.refusal`);
  const hasContent = message['content'] !== undefined && message['content'] !== null;
  if (!hasContent && toolCalls.length === 0 && refusal === undefined) throw missing(`${path}.content`);
  const parts = hasContent ? readContent(message['content'], `${path}.content`, ['text', 'refusal']) : [];
  const text = parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
  const refused = parts.map((part) => (part.type === 'refusal' ? part.refusal : '')).reduce(joinTexts, refusal ?? '');
  return { role: 'assistant', text, toolCalls, ...(refused ? { refusal: refused } : {}) };
}

function readToolCalls(value: unknown, path: string): ToolCall[] {
  if (value === undefined || value === null) return [];
  return readArray(value, path).map((call, index) => readToolCall(call, `${path}[${index}]`));
}

function readToolCall(value: unknown, path: string): ToolCall {
  const call = readObject(value, path);
  if ((readOptionalString(call['type'], `${path}.type`) ?? 'function') !== 'function') {
    throw invalidValue(`${path}.type`, "expected 'function'");
  }
  const called = readObject(call['function'], `${path}.function`);
  return {
    id: readString(call['id'], `${path}.id`),
    name: readString(called['name'], `${path}.function.name`),
    arguments: readString(called['arguments'], `${path}.function.arguments`),
  };
}
