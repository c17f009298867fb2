import type { ToolCall } from '../../common/conversation.js';
import type { JsonObject } from '../../common/json.js';
import { invalidValue, missing } from '../../common/request-errors.js';
import { readArray, readChoice, readObject, readOptionalString, readString } from '../read.js';
import { readCompaction } from './compaction-item.js';
import {
  type AssistantContent,
  type InputPart,
  readAssistantContent,
  readInputContent,
  readSystemContent,
} from './input-content.js';
import { receiptType } from './response-item.js';

/** An item of `input`, checked. */
export type WireInputItem =
  | { type: 'system'; text: string }
  | { type: 'user'; content: InputPart[] }
  | ({ type: 'assistant' } & AssistantContent)
  | { type: 'reasoning'; text: string }
  | { type: 'call'; call: ToolCall }
  | { type: 'result'; callId: string; content: InputPart[] }
  | { type: 'receipt' }
  | { type: 'reference'; id: string; param: string };

const known = 'message, function_call, function_call_output, reasoning, compaction or item_reference';

/**
 * Checks `input` and gives its items typed; throws status 400 that names the exact field. What an earlier answer said of its
 * items besides their content, such as `id`, `status` and `annotations`, may stand there.
 */
export function readInput(value: unknown): WireInputItem[] {
  if (value === undefined || value === null) throw missing('input');
  if (typeof value !== 'string' && !Array.isArray(value))
    throw invalidValue('input', 'expected a string or an array of items');
  return toItems(value).map((item, index) => readItem(item, `input[${index}]`));
}

/** The items of an `input` that is a text, which is one message of the user, or an array. Throws 400 for anything else. */
export function toItems(input: unknown): unknown[] {
  return typeof input === 'string' ? [{ role: 'user', content: input }] : readArray(input, 'input');
}

function readItem(value: unknown, path: string): WireInputItem {
  const item = readObject(value, path);
  const type = readOptionalString(item['type'], `${path}.type`) ?? untypedIs(item);
  switch (type) {
    case 'message':
      return readMessage(item, path);
    case 'function_call':
      return { type: 'call', call: readCall(item, path) };
    case 'function_call_output':
      return readResult(item, path);
    case 'reasoning':
      return { type: 'reasoning', text: readReasoning(item, path) };
    case 'compaction':
      return { type: 'assistant', text: readSummary(item, path), refusal: '' };
    case receiptType:
      return { type: 'receipt' };
    case 'item_reference':
      return { type: 'reference', id: readString(item['id'], `${path}.id`), param: `${path}.id` };
    default:
      throw invalidValue(`${path}.type`, `'${type.slice(0, 40)}' cannot be used here; expected ${known}`);
  }
}

/** Only messages and references may leave their type out. */
export function untypedIs(item: JsonObject): string {
  return item['role'] == null && item['content'] == null && item['id'] != null ? 'item_reference' : 'message';
}

function readMessage(item: JsonObject, path: string): WireInputItem {
  const content = `${path}.content`;
  switch (readString(item['role'], `${path}.role`)) {
    case 'system':
    case 'developer':
      return { type: 'system', text: readSystemContent(item['content'], content) };
    case 'user':
      return { type: 'user', content: nonEmpty(readInputContent(item['content'], content), content) };
    case 'assistant':
      readChoice(item['phase'], `${path}.phase`, ['commentary', 'final_answer']);
      return { type: 'assistant', ...readAssistantContent(item['content'], content) };
    default:
      throw invalidValue(`${path}.role`, 'expected system, developer, user or assistant');
  }
}

function nonEmpty(parts: InputPart[], path: string): InputPart[] {
  if (parts.length === 0) throw invalidValue(path, 'expected at least one content part');
  return parts;
}

function readCall(item: JsonObject, path: string): ToolCall {
  return {
    id: readCallId(item, path),
    name: readString(item['name'], `${path}.name`),
    arguments: readString(item['arguments'], `${path}.arguments`),
  };
}

function readResult(item: JsonObject, path: string): WireInputItem {
  return {
    type: 'result',
    callId: readCallId(item, path),
    content: readInputContent(item['output'], `${path}.output`),
  };
}

function readCallId(item: JsonObject, path: string): string {
  const callId = readString(item['call_id'], `${path}.call_id`);
  if (callId === '') throw invalidValue(`${path}.call_id`, 'expected the id of a call');
  return callId;
}

/** The model reads a summary as words of its own. */
function readSummary(item: JsonObject, path: string): string {
  const param = `${path}.encrypted_content`;
  const summary = readCompaction(readString(item['encrypted_content'], param), param);
  return `Summary of the conversation so far:\n\n${summary}`;
}

/** The reasoning itself where it is there, else its summary. */
function readReasoning(item: JsonObject, path: string): string {
  const content = readTexts(item['content'], `${path}.content`, 'reasoning_text');
  return content === '' ? readTexts(item['summary'], `${path}.summary`, 'summary_text') : content;
}

function readTexts(value: unknown, path: string, expected: string): string {
  if (value === undefined || value === null) return '';
  const texts = readArray(value, path).map((entry, index) => {
    const at = `${path}[${index}]`;
    const part = readObject(entry, at);
    if (readString(part['type'], `${at}.type`) !== expected) throw invalidValue(`${at}.type`, `expected ${expected}`);
    return readString(part['text'], `${at}.text`);
  });
  return texts.join('\n\n');
}
