import { isBoolean, isIn, isInt, isNumber, isString, matches, max, min } from 'class-validator';
import type { SectionClass } from './section-class.js';
import type { ListType, MapType, ScalarType, SectionType, SettingType } from './setting-type.js';

interface Range {
  min: number;
  max: number;
}

export const boolean: ScalarType = {
  kind: 'scalar',
  allowed: 'true or false',
  schema: { type: 'boolean' },
  accepts: isBoolean,
};

export function integer(range: Range): ScalarType {
  return {
    kind: 'scalar',
    allowed: `a whole number from ${String(range.min)} to ${String(range.max)}`,
    schema: { type: 'integer', minimum: range.min, maximum: range.max },
    accepts: (value) => isInt(value) && within(value, range),
  };
}

export function number(range: Range): ScalarType {
  return {
    kind: 'scalar',
    allowed: `a number from ${String(range.min)} to ${String(range.max)}`,
    schema: { type: 'number', minimum: range.min, maximum: range.max },
    accepts: (value) => isNumber(value) && within(value, range),
  };
}

export function within(value: unknown, range: Range): boolean {
  return min(value, range.min) && max(value, range.max);
}

export const text: ScalarType = {
  kind: 'scalar',
  allowed: 'a string',
  schema: { type: 'string' },
  accepts: isString,
};

export const name: ScalarType = pattern(/\S/, 'a string that is not empty');

/** A string that matches; `folded` compares and keeps it in lower case. */
export function pattern(expression: RegExp, allowed: string, options: { folded?: boolean } = {}): ScalarType {
  const fold = (value: unknown): string => (options.folded ? String(value).toLowerCase() : String(value));
  return {
    kind: 'scalar',
    allowed,
    schema: { type: 'string', pattern: options.folded ? ignoringCase(expression) : expression.source },
    accepts: (value) => isString(value) && matches(fold(value), expression),
    parse: fold,
  };
}

/** One of a fixed set of words. */
export function oneOf(words: readonly string[]): ScalarType {
  return {
    kind: 'scalar',
    allowed: words.map((word) => `"${word}"`).join(', '),
    schema: { type: 'string', enum: words },
    accepts: (value) => isIn(value, words),
    words,
  };
}

/** A string judged by code, where a pattern would not say enough. */
export function string(allowed: string, accepts: (value: string) => boolean): ScalarType {
  return { ...text, allowed, accepts: (value) => isString(value) && accepts(value) };
}

export function listOf(of: SettingType, maximumLength?: ListType['maximumLength']): ListType {
  return maximumLength ? { kind: 'list', of, maximumLength } : { kind: 'list', of };
}

export function mapOf(keyName: string, key: ScalarType, of: SettingType): MapType {
  return { kind: 'map', keyName, key, of };
}

export function section(of: () => SectionClass, shortForm?: SectionType['shortForm']): SectionType {
  return shortForm ? { kind: 'section', of, shortForm } : { kind: 'section', of };
}

/** JSON Schema has no flag for case, so each lower-case range gets its upper-case twin. */
function ignoringCase(expression: RegExp): string {
  return expression.source.replaceAll('a-z', 'a-zA-Z');
}
