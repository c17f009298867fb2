import { type JsonObject, isJsonObject } from '../common/json.js';
import { invalidValue, missing } from '../common/request-errors.js';

export function readObject(value: unknown, path: string): JsonObject {
  if (value === undefined || value === null) throw missing(path);
  if (!isJsonObject(value)) throw invalidValue(path, 'expected an object');
  return value;
}

export function readString(value: unknown, path: string): string {
  if (value === undefined || value === null) throw missing(path);
  if (typeof value !== 'string') throw invalidValue(path, 'expected a string');
  return value;
}

/** Undefined for an absent or null field, as OpenAI treats the two alike. */
export function readOptionalString(value: unknown, path: string): string | undefined {
  return value === undefined || value === null ? undefined : readString(value, path);
}

/** One of these words; undefined for an absent or null field. */
export function readChoice(value: unknown, path: string, words: readonly string[]): string | undefined {
  const given = readOptionalString(value, path);
  if (given === undefined || words.includes(given)) return given;
  throw invalidValue(path, `expected ${words.join(', ')}`);
}

export function readOptionalBoolean(value: unknown, path: string): boolean | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'boolean') throw invalidValue(path, 'expected true or false');
  return value;
}

/** A member that is an object; undefined where there is none. */
export function objectAt(holder: unknown, name: string): JsonObject | undefined {
  const member = isJsonObject(holder) ? holder[name] : undefined;
  return isJsonObject(member) ? member : undefined;
}

/** A name as OpenAI lets tools and response formats have. */
export function readName(value: unknown, path: string): string {
  const name = readString(value, path);
  if (/^[a-zA-Z0-9_-]{1,64}$/.test(name)) return name;
  throw invalidValue(path, 'expected 1 to 64 letters, digits, underscores or dashes');
}

/** More entries than anybody sends in earnest; the work on each is small, but not nothing. */
const maxEntries = 10_000;

export function readArray(value: unknown, path: string, most = maxEntries): unknown[] {
  if (value === undefined || value === null) throw missing(path);
  if (!Array.isArray(value)) throw invalidValue(path, 'expected an array');
  if (value.length > most) throw invalidValue(path, `expected at most ${most} entries`);
  return value;
}

/** Characters of `model`, which every piece of an answer may repeat. */
export const maxModelLength = 256;
