import { invalidValue, missing } from '../../common/request-errors.js';

/** Texts or tokens; at least one, and none of them empty. */
export type WireEmbeddingInput = { type: 'texts'; texts: string[] } | { type: 'tokens'; tokens: number[][] };

/** As many as OpenAI takes. */
const maxInputs = 2_048;
/** Tokens of one input: beyond every model's window. */
const maxTokens = 131_072;

const forms = 'expected a text, an array of texts, an array of tokens, or an array of such arrays';

/** Reads the four forms of `input`; throws status 400 that names the entry at fault. */
export function readEmbeddingInput(value: unknown): WireEmbeddingInput {
  if (value === undefined || value === null) throw missing('input');
  if (typeof value === 'string') return { type: 'texts', texts: [readText(value, 'input')] };
  if (!Array.isArray(value)) throw invalidValue('input', forms);
  if (value.length === 0) throw invalidValue('input', 'expected at least one text or token');
  const entries: readonly unknown[] = value;
  if (typeof entries[0] === 'number') return { type: 'tokens', tokens: [readTokens(entries, 'input')] };
  if (entries.length > maxInputs) throw invalidValue('input', `expected at most ${maxInputs} inputs in one request`);
  if (typeof entries[0] === 'string')
    return { type: 'texts', texts: entries.map((entry, at) => readText(entry, `input[${at}]`)) };
  return { type: 'tokens', tokens: entries.map((entry, at) => readTokens(entry, `input[${at}]`)) };
}

function readText(value: unknown, path: string): string {
  if (typeof value !== 'string') throw invalidValue(path, 'expected a text, as the first input is one');
  if (value === '') throw invalidValue(path, 'expected a text that is not empty');
  return value;
}

function readTokens(value: unknown, path: string): number[] {
  if (!Array.isArray(value)) throw invalidValue(path, forms);
  if (value.length === 0) throw invalidValue(path, 'expected at least one token');
  if (value.length > maxTokens) throw invalidValue(path, `expected at most ${maxTokens} tokens`);
  return value.map((token: unknown, at) => {
    if (!isToken(token)) throw invalidValue(`${path}[${at}]`, 'expected a token: a whole number from 0 on');
    return token;
  });
}

function isToken(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
