import type { JsonObject } from '../../common/json.js';
import { readArray, readObject } from '../read.js';
import { toItems } from './input-item.js';
import { receiptType } from './response-item.js';

/**
 * The items of a request as they are listed afterwards, without receipts of tool calls, which say nothing to a model: each with
 * an id that follows from the response's, its content as parts. `input` was checked by `readInput` and holds no references any more.
 */
export function toKeptItems(input: unknown, responseId: string): JsonObject[] {
  const ending = responseId.replace(/^resp_/, '');
  return toItems(input)
    .map((item, index) => readObject(item, `input[${index}]`))
    .flatMap((item, index) => (item['type'] === receiptType ? [] : [toKeptItem(item, `${ending}_in${index}`)]));
}

/** Where an item is kept. */
export interface ItemPlace {
  responseId: string;
  part: 'input' | 'output';
}

/** Undefined for what is no id of an item. */
export function placeOfItem(itemId: string): ItemPlace | undefined {
  const [, ending, input] = /^[a-z]+_(.+)_(in)?\d+$/.exec(itemId) ?? [];
  return ending === undefined ? undefined : { responseId: `resp_${ending}`, part: input ? 'input' : 'output' };
}

function toKeptItem(item: JsonObject, ending: string): JsonObject {
  const { type } = item;
  const status = 'completed';
  switch (type) {
    case 'function_call': {
      const { call_id, name, arguments: given } = item;
      return { id: `fc_${ending}`, type, status, call_id, name, arguments: given };
    }
    case 'function_call_output': {
      const { call_id, output } = item;
      const whole = typeof output === 'string' ? output : toParts(output, toInputPart);
      return { id: `fco_${ending}`, type, status, call_id, output: whole };
    }
    case 'reasoning': {
      const { summary, content } = item;
      const texts = content == null ? {} : { content: toParts(content, toText) };
      return { id: `rs_${ending}`, type, status, summary: summary == null ? [] : toParts(summary, toText), ...texts };
    }
    case 'compaction':
      return { id: `cmp_${ending}`, type, encrypted_content: item['encrypted_content'] };
    default:
      return { id: `msg_${ending}`, type: 'message', status, ...toMessage(item) };
  }
}

/** `phase` tells what a client made of a message; it is only given back. */
function toMessage({ role, content, phase }: JsonObject): JsonObject {
  const isAnswer = role === 'assistant';
  const phases = isAnswer && phase != null ? { phase } : {};
  return { role, content: toContent(content, isAnswer), ...phases };
}

function toContent(content: unknown, isAnswer: boolean): JsonObject[] {
  const text = { type: isAnswer ? 'output_text' : 'input_text', text: content };
  return toParts(typeof content === 'string' ? [text] : content, isAnswer ? toOutputPart : toInputPart);
}

function toParts(content: unknown, toPart: (part: JsonObject) => JsonObject): JsonObject[] {
  return readArray(content, 'content').map((part) => toPart(readObject(part, 'content')));
}

function toOutputPart({ type, text, refusal }: JsonObject): JsonObject {
  return type === 'refusal' ? { type, refusal } : { type, text, annotations: [], logprobs: [] };
}

function toText({ type, text }: JsonObject): JsonObject {
  return { type, text };
}

function toInputPart(part: JsonObject): JsonObject {
  switch (part['type']) {
    case 'input_image':
      return { type: 'input_image', image_url: imageUrlOf(part), detail: part['detail'] ?? 'auto' };
    case 'input_file': {
      const source = part['source'] == null ? part : readObject(part['source'], 'source');
      const data = source['file_data'] ?? asDataUri(source);
      const filename = source['filename'] == null ? {} : { filename: source['filename'] };
      return { type: 'input_file', file_data: data, ...filename };
    }
    default:
      return toText(part);
  }
}

function imageUrlOf(part: JsonObject): unknown {
  if (part['source'] == null) return part['image_url'];
  const source = readObject(part['source'], 'source');
  return source['url'] ?? asDataUri(source);
}

function asDataUri({ data, media_type: mediaType }: JsonObject): unknown {
  return typeof mediaType === 'string' && typeof data === 'string' ? `data:${mediaType};base64,${data}` : data;
}
