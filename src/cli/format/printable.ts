import { plainText } from '../../common/plain-text.js';

/** The text without what a terminal would obey rather than show. */
export function printable(text: string): string {
  return plainText(text);
}

/** The same for one line of a list. */
export function printableLine(text: string): string {
  return plainText(text).replaceAll(/\s+/g, ' ').trim();
}
