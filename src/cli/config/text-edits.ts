import type { TextRange } from './json5-document.js';

/** What takes the place of a range. */
export interface TextEdit extends TextRange {
  text: string;
}

export function insertion(offset: number, text: string): TextEdit {
  return { start: offset, end: offset, text };
}

/** The text with all edits made. They must not overlap; of two at one offset the earlier one comes first. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const ordered = edits.toSorted((left, right) => left.start - right.start);
  let result = '';
  let copied = 0;
  for (const edit of ordered) {
    result += text.slice(copied, edit.start) + edit.text;
    copied = edit.end;
  }
  return result + text.slice(copied);
}
