import { isLetterOrDigit } from './code-units.js';
import type { Surroundings } from './fact-spellings.js';

const backslash = 0x5c;
const percent = 0x25;
const hyphen = 0x2d;
const point = 0x2e;
const colon = 0x3a;
const underscore = 0x5f;

/**
 * Whether what stands from `start` to `end` is a whole of its kind: `10.1.2.3` is none in `10.1.2.30`. A hostile text may ask this
 * at every place, so what is looked at first is single characters.
 */
export function standsAlone(text: string, start: number, end: number, surroundings: Surroundings): boolean {
  switch (surroundings) {
    case 'any':
      return true;
    case 'word':
      return !isLetterOrDigit(text, end) && beginsWord(text, start);
    case 'path':
      return !isLetterOrDigit(text, end) && !goesOnAsName(text, end);
    case 'address':
      return !isPointOrColon(text.charCodeAt(start - 1)) && endsAddress(text, start, end) && beginsWord(text, start);
  }
}

function beginsWord(text: string, start: number): boolean {
  return !isLetterOrDigit(text, start - 1) || endsEscape(text, start);
}

/**
 * Whether letters and digits before a place are only an escape, e.g. of a line break in JSON or a space in a URL, and no part of
 * a name: `\n`, `%20`, `%2520`, `\u000a`.
 */
function endsEscape(text: string, end: number): boolean {
  if (text.charCodeAt(end - 2) === backslash) return 'nrtbfNRTBF'.includes(text[end - 1]);
  if (text.charCodeAt(end - 3) === percent) return areHexDigits(text, end - 2, end);
  if (text.charCodeAt(end - 5) === percent) return text.startsWith('25', end - 4) && areHexDigits(text, end - 2, end);
  return text.charCodeAt(end - 6) === backslash && 'uU'.includes(text[end - 5]) && areHexDigits(text, end - 4, end);
}

function areHexDigits(text: string, start: number, end: number): boolean {
  for (let index = start; index < end; index += 1) if (!isHexDigit(text.charCodeAt(index))) return false;
  return true;
}

function isHexDigit(unit: number): boolean {
  const lower = unit | 0x20;
  return (unit >= 0x30 && unit <= 0x39) || (lower >= 0x61 && lower <= 0x66);
}

/** The end of a sentence may follow, and a port where the address has no colons itself. */
function endsAddress(text: string, start: number, end: number): boolean {
  if (isLetterOrDigit(text, end)) return false;
  if (!isPointOrColon(text.charCodeAt(end))) return true;
  const more = text.slice(start, end).includes(':') ? /^[.:][\da-f:]/i : /^\.\d/;
  return !more.test(text.slice(end, end + 2));
}

/** As in `notes.md`, `notes-2` and `notes_2`. */
function goesOnAsName(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  return unit === hyphen || unit === underscore || (unit === point && isLetterOrDigit(text, index + 1));
}

function isPointOrColon(unit: number): boolean {
  return unit === point || unit === colon;
}
