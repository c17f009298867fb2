import { OMIT_HEADERS, formatPatch, structuredPatch } from 'diff';
import { limitText } from '../../common/limit-text.js';
import { countLines } from './lines-of.js';

const contextLines = 3;
const maxDiffCharacters = 4_000;
/** Lines that may differ before finding the shortest difference is not worth its time. */
const maxEditLength = 1_000;

export interface Change {
  before: string;
  after: string;
  /** Where both texts begin to differ, and where they are the same again. */
  start: number;
  oldEnd: number;
  newEnd: number;
}

/** A unified diff, as far as it is of use to who made the change. Only the lines around the change are compared. */
export function describeChange({ before, after, start, oldEnd, newEnd }: Change): string {
  const from = linesBack(before, start);
  const oldLines = before.slice(from, linesOn(before, oldEnd)).replaceAll('\r\n', '\n');
  const newLines = after.slice(from, linesOn(after, newEnd)).replaceAll('\r\n', '\n');
  const patch = structuredPatch('', '', oldLines, newLines, '', '', { context: contextLines, maxEditLength });
  if (patch === undefined) return '[the change is too large to show]';
  const linesBefore = countLines(before.slice(0, from));
  for (const hunk of patch.hunks) {
    hunk.oldStart += linesBefore;
    hunk.newStart += linesBefore;
  }
  const text = formatPatch(patch, OMIT_HEADERS).replace(/\n$/, '');
  return text.length > maxDiffCharacters ? `${limitText(text, maxDiffCharacters)}\n[the diff goes on]` : text;
}

/** The beginning of the line that lies `contextLines` before that of `index`. */
function linesBack(text: string, index: number): number {
  let start = index;
  for (let lines = 0; lines <= contextLines && start > 0; lines++) {
    start = start < 2 ? 0 : text.lastIndexOf('\n', start - 2) + 1;
  }
  return start;
}

/** The end of the line that lies `contextLines` after that of `index`. */
function linesOn(text: string, index: number): number {
  let end = index;
  for (let lines = 0; lines <= contextLines && end < text.length; lines++) {
    const newline = text.indexOf('\n', end);
    end = newline === -1 ? text.length : newline + 1;
  }
  return end;
}
