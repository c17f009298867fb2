import { isInt, isString } from 'class-validator';
import type { ScalarType } from './setting-type.js';
import { within } from './setting-types.js';

type Units = Readonly<Record<string, number>>;

const durationUnits: Units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const sizeUnits: Units = { b: 1, kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3, tb: 1024 ** 4 };

/** Milliseconds, written as a number or as "500ms", "30s", "15m", "12h", "30d". Limits are in milliseconds. */
export function duration(limits: { min: number; max: number }): ScalarType {
  return quantity(durationUnits, limits, 'a duration such as "30d", "12h", "15m", "30s" or "500ms", or milliseconds');
}

/** Bytes, written as a number or as "500kb", "20mb", "10gb" (1 kb = 1024 bytes). Limits are in bytes. */
export function size(limits: { min: number; max: number }): ScalarType {
  return quantity(sizeUnits, limits, 'a size such as "500kb", "20mb" or "10gb", or bytes');
}

function quantity(units: Units, limits: { min: number; max: number }, words: string): ScalarType {
  const names = Object.keys(units).join('|');
  return {
    kind: 'scalar',
    allowed: `${words}, from ${write(limits.min, units)} to ${write(limits.max, units)}`,
    schema: {
      anyOf: [
        { type: 'integer', minimum: limits.min, maximum: limits.max },
        { type: 'string', pattern: `^\\s*\\d+(\\.\\d+)?\\s*(${anyCase(names)})\\s*$` },
      ],
    },
    accepts: (value) => within(parse(value, units), limits),
    parse: (value) => parse(value, units),
    write: (value) => (typeof value === 'number' ? writtenDefault(value, units) : value),
  };
}

/** The amount in the smallest unit; not a number when it cannot be read. */
function parse(value: unknown, units: Units): number {
  if (isInt(value)) return Number(value);
  const match = isString(value) ? /^(\d{1,15}(?:\.\d{1,9})?)\s*([a-z]+)$/.exec(value.trim().toLowerCase()) : null;
  const factor = units[match?.[2] ?? ''];
  return match && factor ? Math.round(Number(match[1]) * factor) : Number.NaN;
}

function write(amount: number, units: Units): string {
  const [unit, factor] = Object.entries(units).findLast(([, each]) => amount >= each && amount % each === 0) ?? ['', 1];
  return `${String(amount / factor)}${unit}`;
}

/** An amount that no larger unit divides reads best as the number that it is. */
function writtenDefault(amount: number, units: Units): string | number {
  const written = write(amount, units);
  return written.startsWith(String(amount)) ? amount : written;
}

function anyCase(words: string): string {
  return words.replaceAll(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}
