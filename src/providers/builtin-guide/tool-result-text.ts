import { tryParseJson } from '../../common/json.js';
import { limitText } from '../../common/limit-text.js';

/** Lines of a result that are shown; what is left out is counted. */
const maximumLines = 60;
const maximumDepth = 6;
const maximumLength = 6000;

/** A tool's result for a reader: JSON objects and arrays as an indented list, anything else as it is, within limits. */
export function toolResultText(text: string): string {
  const value = parsed(text);
  if (value === undefined) return shortened(text.trim() === '' ? '(empty)' : text);
  const lines = listLines(value, 0);
  const more = lines.length - maximumLines;
  return shortened([...lines.slice(0, maximumLines), ...(more > 0 ? [`(and ${more} more lines)`] : [])].join('\n'));
}

function parsed(text: string): object | undefined {
  const value = tryParseJson(text);
  return typeof value === 'object' && value !== null ? value : undefined;
}

function listLines(value: object, depth: number): string[] {
  const entries = Object.entries(value) as [string, unknown][];
  if (entries.length === 0) return [`${indent(depth)}- (none)`];
  return entries.flatMap(([key, entry]) => entryLines(Array.isArray(value) ? undefined : key, entry, depth));
}

function entryLines(key: string | undefined, value: unknown, depth: number): string[] {
  const lead = `${indent(depth)}-${key === undefined ? '' : ` ${key}:`}`;
  if (typeof value !== 'object' || value === null) return [`${lead} ${scalarText(value)}`];
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object' || item === null)) {
    return [`${lead} ${value.map(scalarText).join(', ') || '(none)'}`];
  }
  return depth >= maximumDepth ? [`${lead} …`] : [lead, ...listLines(value, depth + 1)];
}

function scalarText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function indent(depth: number): string {
  return '  '.repeat(depth);
}

/** The text, or its beginning with an ellipsis. */
export function shortened(text: string, length = maximumLength): string {
  return text.length <= length ? text : `${limitText(text, length)}…`;
}
