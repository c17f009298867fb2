import type { ConfigPath } from '../../config/settings/config-path.js';
import { Json5Document, type TextRange, itemRanges, memberOf, rangeOf } from './json5-document.js';
import { applyEdits } from './text-edits.js';

/** The text without what stands at the settled path. Comments stay, also those that spoke of it. */
export function unsetInText(text: string, path: ConfigPath): string {
  const document = new Json5Document(text);
  const place = locate(document, path);
  if (!place) return text;
  const shorter = applyEdits(
    text,
    removals(document, place).map((range) => ({ ...range, text: '' })),
  );
  // A key may stand there twice; of a list the next element has moved up.
  return typeof path.at(-1) === 'number' ? shorter : unsetInText(shorter, path);
}

interface ItemPlace {
  item: TextRange;
  /** Where the item before it ends, or its container begins. */
  after: number;
  /** Where the item behind it begins, or its container ends. */
  before: number;
}

function locate(document: Json5Document, path: ConfigPath): ItemPlace | undefined {
  const { depth, node } = document.descend(path.slice(0, -1));
  const step = path.at(-1);
  if (depth < path.length - 1 || step === undefined || (node.type !== 'Object' && node.type !== 'Array'))
    return undefined;
  const member = node.type === 'Object' ? memberOf(node, String(step)) : undefined;
  const index = node.type === 'Object' ? node.members.findIndex((each) => each === member) : Number(step);
  const items = itemRanges(node);
  const item = items[index];
  const { start, end } = rangeOf(node);
  return item && { item, after: items[index - 1]?.end ?? start + 1, before: items[index + 1]?.start ?? end - 1 };
}

/** The item with one comma, and the lines that would be empty without them. */
function removals(document: Json5Document, { item, after, before }: ItemPlace): TextRange[] {
  const behind = document.commaBetween(item.end, before);
  const inFront = behind ? undefined : document.commaBetween(after, item.start);
  const { text } = document;
  if (behind && isBlank(text.slice(item.end, behind.start))) return [tidied(document, { ...item, end: behind.end })];
  if (behind) return [tidied(document, item), behind];
  if (!inFront) return [tidied(document, item)];
  const gap = text.slice(inFront.end, item.start);
  if (isBlank(gap) && !gap.includes('\n')) return [{ start: inFront.start, end: item.end }];
  return [inFront, tidied(document, item)];
}

function tidied(document: Json5Document, { start, end }: TextRange): TextRange {
  const { text } = document;
  const lineStart = document.lineStart(start);
  const rest = /^[ \t]*(\r?\n)?/.exec(text.slice(end));
  const ownLines = isBlank(text.slice(lineStart, start)) && rest?.[1] !== undefined;
  if (ownLines) return { start: lineStart, end: end + rest[0].length };
  return { start, end: end + (/^[ \t]*/.exec(text.slice(end))?.[0].length ?? 0) };
}

function isBlank(text: string): boolean {
  return text.trim() === '';
}
