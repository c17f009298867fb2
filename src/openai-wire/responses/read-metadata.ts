import { invalidValue } from '../../common/request-errors.js';
import { readObject } from '../read.js';

const limits = { entries: 16, key: 64, value: 512 };

/** At most 16 pairs of text, as OpenAI has it. */
export function readMetadata(value: unknown): Record<string, string> {
  if (value === undefined || value === null) return {};
  const entries = Object.entries(readObject(value, 'metadata'));
  if (entries.length > limits.entries) throw invalidValue('metadata', `expected at most ${limits.entries} entries`);
  return Object.fromEntries(entries.map(([key, text]) => [key, checkEntry(key, text)]));
}

function checkEntry(key: string, value: unknown): string {
  const path = `metadata.${key.slice(0, limits.key)}`;
  if (key.length > limits.key) throw invalidValue(path, `expected a key of at most ${limits.key} characters`);
  if (typeof value === 'string' && value.length <= limits.value) return value;
  throw invalidValue(path, `expected a string of at most ${limits.value} characters`);
}
