import { countLines, countOf } from './lines-of.js';
import { occurrences } from './occurrences.js';
import { UnusableRequestError } from './unusable-request.error.js';

/** Occurrences are counted up to here. */
const maxCounted = 100;

export interface Replacement {
  /** The text as it is afterwards. */
  text: string;
  /** Where the change begins, in both texts. */
  start: number;
  /** Where what was replaced ends in the old text. */
  oldEnd: number;
  /** Where the replacement ends in the new text. */
  newEnd: number;
}

/**
 * Puts `newText`, taken literally, in the place of the only occurrence of `oldText`. Where the line ends alone differ they match
 * nevertheless, and what is put into a text with Windows line ends gets those. Throws an `UnusableRequestError` where there is
 * not exactly one occurrence.
 */
export function replaceOnce(text: string, oldText: string, newText: string): Replacement {
  if (oldText === '') throw new UnusableRequestError('oldText is empty. Give the text to replace, or use write.');
  if (oldText === newText) throw new UnusableRequestError('oldText and newText are the same; nothing was changed.');
  const { start, end } = locate(text, oldText);
  const replacement = hasWindowsLineEnds(text) ? newText.replaceAll(/\r?\n/g, '\r\n') : newText;
  return {
    text: text.slice(0, start) + replacement + text.slice(end),
    start,
    oldEnd: end,
    newEnd: start + replacement.length,
  };
}

function locate(text: string, oldText: string): { start: number; end: number } {
  const plainOldText = withPlainLineEnds(oldText);
  const places = occurrences(withPlainLineEnds(text), plainOldText, maxCounted);
  if (places.length === 0) throw new UnusableRequestError(`oldText does not occur in the file. ${hint(text, oldText)}`);
  const start = only(places);
  return { start: originalIndex(text, start), end: originalIndex(text, start + plainOldText.length) };
}

function only(places: readonly number[]): number {
  const [place] = places;
  if (place !== undefined && places.length === 1) return place;
  const often = places.length >= maxCounted ? `${maxCounted} times or more` : `${places.length} times`;
  throw new UnusableRequestError(`oldText occurs ${often}. Add lines around it until it occurs once.`);
}

function hint(text: string, oldText: string): string {
  const sought = withPlainSpace(oldText).trim();
  const [place] = sought === '' ? [] : occurrences(withPlainSpace(text), sought, 1);
  if (place === undefined) return 'Read the file and copy the text exactly.';
  const line = countLines(withPlainSpace(text).slice(0, place) + '.');
  return `It differs in white space from the text at line ${line}: read that and copy it exactly.`;
}

function hasWindowsLineEnds(text: string): boolean {
  const windows = countOf('\r\n', text);
  return windows > 0 && windows * 2 >= countOf('\n', text);
}

function withPlainLineEnds(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

/** Keeps the number of lines. */
function withPlainSpace(text: string): string {
  return text.replaceAll(/[ \t\r\f\v]+/g, ' ').replaceAll(/ ?\n ?/g, '\n');
}

/** The place in a text of what is at `index` once its line ends are plain. */
function originalIndex(text: string, index: number): number {
  let removed = 0;
  for (let at = text.indexOf('\r\n'); at !== -1 && at - removed < index; at = text.indexOf('\r\n', at + 2))
    removed += 1;
  return index + removed;
}
