import { plainText } from '../../common/plain-text.js';

/** Marks that turn the direction of text around, so that a reader sees other words than there are. */
const directionMarks = /[\u202a-\u202e\u2066-\u2069]/g;
/** What JSON leaves as it is, and a terminal obeys. */
const obeyedInJson = /[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** The text without what a terminal would obey rather than show; line feeds and tabs stay. */
export function printable(text: string): string {
  return plainText(text).replace(directionMarks, '');
}

/** The same for one line of a list. */
export function printableLine(text: string): string {
  return printable(text).replaceAll(/\s+/g, ' ').trim();
}

/** JSON text of the same value in which nothing is left that a terminal would obey. */
export function printableJson(json: string): string {
  return json.replace(obeyedInJson, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
