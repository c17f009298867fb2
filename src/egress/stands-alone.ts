import type { Surroundings } from './fact-spellings.js';

/** Letters and digits that are only an escape, e.g. of a line break in JSON or a space in a URL, and no part of a name. */
const escapeBefore = /(?:\\[nrtbf]|\\u[\da-f]{4}|%(?:25)?[\da-f]{2})$/i;
const longestEscape = 6;

const letterOrDigit = /[\p{L}\p{N}]/u;

/** Whether what stands from `start` to `end` is a whole of its kind: `10.1.2.3` is none in `10.1.2.30`. */
export function standsAlone(text: string, start: number, end: number, surroundings: Surroundings): boolean {
  switch (surroundings) {
    case 'any':
      return true;
    case 'word':
      return beginsWord(text, start) && !letterOrDigit.test(text.charAt(end));
    case 'path':
      return !/^(?:[\p{L}\p{N}_-]|\.[\p{L}\p{N}])/u.test(text.slice(end, end + 2));
    case 'address':
      return beginsWord(text, start) && !/[.:]/.test(text.charAt(start - 1)) && endsAddress(text, start, end);
  }
}

function beginsWord(text: string, start: number): boolean {
  const escape = text.slice(Math.max(0, start - longestEscape), start);
  return !letterOrDigit.test(text.charAt(start - 1)) || escapeBefore.test(escape);
}

/** The end of a sentence may follow, and a port where the address has no colons itself. */
function endsAddress(text: string, start: number, end: number): boolean {
  const more = text.slice(start, end).includes(':') ? /^(?:[\p{L}\p{N}]|[.:][\da-f:])/iu : /^(?:[\p{L}\p{N}]|\.\d)/u;
  return !more.test(text.slice(end, end + 2));
}
