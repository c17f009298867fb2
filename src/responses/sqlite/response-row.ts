import { type JsonObject, isJsonObject } from '../../common/json.js';
import type { KeptResponse, ResponseHead } from '../response-store.port.js';

export interface ResponseRow {
  id: string;
  run_id: string;
  session_key: string;
  /** The response as JSON: without its input, or with it where `input` is null. */
  body: string;
  created_at: number;
  /** JSON. */
  input: string | null;
}

export function toResponseRow({ input, ...head }: KeptResponse): ResponseRow {
  const { id, runId, session, createdAt } = head;
  const texts = { body: JSON.stringify(head), input: JSON.stringify(input) };
  return { id, run_id: runId, session_key: session.key, created_at: createdAt, ...texts };
}

export function bytesOf({ body, input }: Pick<ResponseRow, 'body' | 'input'>): number {
  return Buffer.byteLength(body) + Buffer.byteLength(input ?? '');
}

/** Throws when the row does not hold the JSON that belongs there. */
export function fromResponseRow({ id, body }: Pick<ResponseRow, 'id' | 'body'>): ResponseHead {
  const value: unknown = JSON.parse(body);
  if (isHead(value) && value.id === id) return value;
  throw new TypeError('The stored response holds something else.');
}

/** Throws when the text does not hold the JSON that belongs there: the input, or a response with it. */
export function fromInputText(text: string): readonly JsonObject[] {
  const value: unknown = JSON.parse(text);
  const input: unknown = isJsonObject(value) ? value['input'] : value;
  if (Array.isArray(input) && input.every(isJsonObject)) return input;
  throw new TypeError('The stored response holds no input.');
}

/** Looks at what the gateway itself relies on; the rest was written by this gateway. */
function isHead(value: unknown): value is ResponseHead {
  if (!isJsonObject(value) || !isJsonObject(value['identity']) || !isJsonObject(value['session'])) return false;
  const texts = [value['id'], value['runId'], value['agentId'], value['credentialId'], value['session']['key']];
  return texts.every((text) => typeof text === 'string');
}
