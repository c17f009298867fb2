import { invalidValue } from '../common/request-errors.js';

/** The query of a request as Express gives it; a name that was sent twice has a list. */
export type Query = Readonly<Record<string, string | string[] | undefined>>;

/** Undefined for what is absent or empty. Throws 400 for a name that was sent twice. */
export function readText(query: Query, name: string, mostCharacters = 2_200): string | undefined {
  const value = query[name];
  if (value === undefined || value === '') return undefined;
  if (Array.isArray(value)) throw invalidValue(name, 'expected it only once');
  if (value.length > mostCharacters) throw invalidValue(name, `expected at most ${mostCharacters} characters`);
  return value;
}

/** A whole number from `least` to `most`, or undefined. */
export function readCount(query: Query, name: string, { least, most }: { least: number; most: number }) {
  const text = readText(query, name);
  if (text === undefined) return undefined;
  const count = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
  if (count >= least && count <= most) return count;
  throw invalidValue(name, `expected a whole number from ${least} to ${most}`);
}

/** One of `choices`, or undefined. */
export function readChoice<Choice extends string>(
  query: Query,
  name: string,
  choices: readonly Choice[],
): Choice | undefined {
  const text = readText(query, name);
  if (text === undefined) return undefined;
  const choice = choices.find((each) => each === text);
  if (choice !== undefined) return choice;
  throw invalidValue(name, `expected ${choices.join(', ')}`);
}
