import type { ConfigPath } from '../../config/settings/config-path.js';
import { type Container, Json5Document, itemRanges, rangeOf } from './json5-document.js';
import { type Json5Style, styleOf, writeKey, writeValue } from './json5-style.js';
import { type TextEdit, applyEdits, insertion } from './text-edits.js';

const lineWidth = 120;

/** The text with the value at the settled path, everything else as it was. There must be room for it (`putValue`). */
export function setInText(text: string, path: ConfigPath, value: unknown): string {
  const document = new Json5Document(text);
  const style = styleOf(text);
  const { depth, node } = document.descend(path);
  const range = rangeOf(node);
  if (depth === path.length) {
    return applyEdits(text, [{ ...range, text: writeValue(value, style, document.indentAt(range.start)) }]);
  }
  if (node.type !== 'Object' && node.type !== 'Array') throw new TypeError('There is no room for the value.');
  const key = node.type === 'Object' ? writeKey(String(path[depth]), style) : '';
  const entry = { key, value: nested(path.slice(depth + 1), value) };
  return applyEdits(text, insertEntry({ document, style, container: node }, entry));
}

interface Place {
  document: Json5Document;
  style: Json5Style;
  container: Container;
}

interface Entry {
  /** With its colon; empty in a list. */
  key: string;
  value: unknown;
}

function nested(path: ConfigPath, value: unknown): unknown {
  return path.reduceRight<unknown>((inner, step) => (typeof step === 'number' ? [inner] : { [step]: inner }), value);
}

function insertEntry(place: Place, entry: Entry): TextEdit[] {
  const { document, container } = place;
  const close = rangeOf(container).end - 1;
  const lastEnd = document.lastEndIn(container);
  if (lastEnd === undefined) return [fillEmpty(place, entry)];
  const lastItem = itemRanges(container).at(-1);
  const hasComma = lastItem === undefined || document.commaBetween(lastItem.end, close) !== undefined;
  const comma = hasComma ? [] : [insertion(lastItem.end, ',')];
  const isOpen = document.text.slice(lastEnd, close).includes('\n');
  return [...comma, isOpen ? onOwnLine(place, entry, lastEnd, hasComma) : onSameLine(place, entry, lastEnd, hasComma)];
}

function onOwnLine(
  { document, style, container }: Place,
  { key, value }: Entry,
  offset: number,
  hasComma: boolean,
): TextEdit {
  const last = itemRanges(container).at(-1);
  const indent = last ? document.indentAt(last.start) : document.indentAt(rangeOf(container).end - 1) + style.unit;
  const comma = hasComma && !style.isStrict ? ',' : '';
  return insertion(offset, `${style.lineEnd}${indent}${key}${writeValue(value, style, indent)}${comma}`);
}

/** Where nothing but a comment is there, no comma is wanted behind. */
function onSameLine(
  { document, style, container }: Place,
  { key, value }: Entry,
  offset: number,
  hasComma: boolean,
): TextEdit {
  const comma = hasComma && itemRanges(container).length > 0 ? ',' : '';
  return insertion(offset, ` ${key}${writeValue(value, style, document.indentAt(offset))}${comma}`);
}

function fillEmpty({ document, style, container }: Place, { key, value }: Entry): TextEdit {
  const { start, end } = rangeOf(container);
  const indent = document.indentAt(start);
  const pad = container.type === 'Object' ? ' ' : '';
  const short = `${pad}${key}${writeValue(value, style, indent)}${pad}`;
  const fits = !short.includes('\n') && start - document.lineStart(start) + short.length < lineWidth;
  const inner = indent + style.unit;
  const long = `${inner}${key}${writeValue(value, style, inner)}${style.isStrict ? '' : ','}`;
  return { start: start + 1, end: end - 1, text: fits ? short : ['', long, indent].join(style.lineEnd) };
}
