import { limitText } from '../../common/limit-text.js';
import { maxShownCharacters } from '../execution/limit-output.js';
import { countLines, linesOf } from './lines-of.js';
import { UnusableRequestError } from './unusable-request.error.js';

const maxLines = 2_000;
const maxLineCharacters = 2_000;

/** The line to begin with, from 1, and how many lines; without them the beginning, as far as there is room. */
export interface LineRange {
  offset?: number | undefined;
  limit?: number | undefined;
}

/** The lines of a text within bounds, with a notice where that is not all. Throws an `UnusableRequestError` past the end. */
export function showLines(text: string, { offset = 1, limit = maxLines }: LineRange): string {
  if (text === '' && offset === 1) return '[the file is empty]';
  const shown = linesFrom(text, offset, Math.min(limit, maxLines));
  const total = countLines(text);
  if (shown.length === 0) throw new UnusableRequestError(`There is no line ${offset}: the last line is ${total}.`);
  const last = offset + shown.length - 1;
  if (last < total) shown.push(`[lines ${offset}-${last} of ${total}; go on with offset=${last + 1}]`);
  return shown.join('\n');
}

function linesFrom(text: string, offset: number, count: number): string[] {
  const lines: string[] = [];
  let number = 0;
  let left = maxShownCharacters;
  for (const line of linesOf(text)) {
    number += 1;
    if (number < offset) continue;
    const shown = limitLine(line);
    left -= shown.length + 1;
    if (left < 0 || lines.length >= count) break;
    lines.push(shown);
  }
  return lines;
}

function limitLine(line: string): string {
  if (line.length <= maxLineCharacters) return line;
  const shown = limitText(line, maxLineCharacters);
  return `${shown} [${line.length - shown.length} more characters in this line; grep finds what is in them]`;
}
