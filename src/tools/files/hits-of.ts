import type { Yielder } from './yielder.js';
import { linesOf } from './lines-of.js';
import type { SearchPattern } from './search-pattern.js';

export interface Hit {
  /** From 1. */
  line: number;
  text: string;
  /** False for a line of the context. */
  isMatch: boolean;
}

export interface LineSearch {
  pattern: SearchPattern;
  /** Lines to give before and after each match. */
  context: number;
  yielder: Yielder;
}

/** The lines of a text that match, with those around them, in their order and each once. */
export async function* hitsOf(text: string, { pattern, context, yielder }: LineSearch): AsyncGenerator<Hit, void> {
  const before: Hit[] = [];
  let wanted = 0;
  let line = 0;
  for (const content of linesOf(text)) {
    if (yielder.isDue()) await yielder.giveTurn();
    const hit = { line: ++line, text: content, isMatch: pattern.matches(content) };
    if (hit.isMatch) wanted = context + 1;
    else if (wanted === 0) before.push(hit);
    if (wanted > 0) {
      yield* before.splice(0);
      yield hit;
      wanted -= 1;
    }
    if (before.length > context) before.shift();
  }
}
