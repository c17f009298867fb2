import type { OptionValue } from './command.js';
import { usageError } from './usage-error.js';

/** Nobody means more where no limit is told. */
const mostUntold = 999_999_999;

type Values = Readonly<Record<string, OptionValue>>;

/** The text of an option; undefined where it is not given. An empty one is a mistake, such as an unset variable of a script. */
export function readText(values: Values, name: string): string | undefined {
  const value = values[name];
  if (typeof value !== 'string') return undefined;
  if (value.trim() === '') throw usageError(`--${name} is empty; give it a value or leave it out.`);
  return value;
}

/** The texts of an option that may be repeated. */
export function readTexts(values: Values, name: string): string[] {
  const value = values[name];
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

/** A whole number from 1 on, up to `most` where there is a limit to be told. */
export function readCount(values: Values, name: string, most?: number): number | undefined {
  const value = readText(values, name);
  if (value === undefined) return undefined;
  const count = /^\d{1,15}$/.test(value.trim()) ? Number(value) : 0;
  if (count >= 1 && count <= (most ?? mostUntold)) return count;
  const range = most === undefined ? 'from 1 on' : `from 1 to ${most}`;
  throw usageError(`--${name} must be a whole number ${range}, but is "${value.slice(0, 64)}".`);
}

export function readFlag(values: Values, name: string): boolean {
  return values[name] === true;
}
