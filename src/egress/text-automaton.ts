/** A number that no code unit of any word has. */
const other = 0;

/**
 * Finds many words in a text in one pass, whose time depends on the length of the text alone (Aho and Corasick). Upper and lower
 * case are the same. Every transition stands in one flat table, because looking one up must cost no more than a few nanoseconds;
 * see docs/decisions for what was measured.
 */
export class TextAutomaton {
  private readonly classes: Uint16Array;
  private readonly width: number;
  /** Row of the next state, by row and class; its complement, which is negative, where words end in that state. */
  private readonly next: Int32Array;
  /** Which words end in a state. */
  private readonly ends: (readonly number[] | undefined)[];

  constructor(words: readonly string[]) {
    const { classes, count } = classesOf(words);
    const trie = new Trie(classes, words);
    this.classes = classes;
    this.width = count;
    this.next = new Int32Array(trie.children.length * count);
    this.ends = trie.ends;
    this.connect(trie);
  }

  /** Tells each occurrence: the index of the word and where it ends in `text`. */
  scan(text: string, onHit: (word: number, end: number) => void): void {
    const { classes, next, ends, width } = this;
    let row = 0;
    for (let index = 0; index < text.length; index += 1) {
      row = next[row + classes[text.charCodeAt(index)]];
      if (row >= 0) continue;
      row = ~row;
      for (const word of ends[row / width] ?? []) onHit(word, index + 1);
    }
  }

  /** Breadth first, so that where a state falls back to is complete before it is. */
  private connect({ children, ends }: Trie): void {
    const { next, width } = this;
    const fallback = new Int32Array(children.length);
    const queue = [0];
    for (const state of queue) {
      const back = fallback[state];
      if (state !== 0) next.copyWithin(state * width, back * width, (back + 1) * width);
      ends[state] = joined(ends[state], state === 0 ? undefined : ends[back]);
      for (const [unitClass, child] of children[state]) {
        fallback[child] = state === 0 ? 0 : next[back * width + unitClass] / width;
        next[state * width + unitClass] = child * width;
        queue.push(child);
      }
    }
    this.markEnds();
  }

  private markEnds(): void {
    const { next, ends, width } = this;
    next.forEach((row, index) => {
      if (ends[row / width]) next[index] = ~row;
    });
  }
}

/** The words as a tree; state 0 is its root. */
class Trie {
  readonly children: Map<number, number>[] = [new Map<number, number>()];
  readonly ends: (readonly number[] | undefined)[] = [undefined];

  constructor(
    private readonly classes: Uint16Array,
    words: readonly string[],
  ) {
    words.forEach((word, index) => this.add(word, index));
  }

  private add(word: string, index: number): void {
    let state = 0;
    for (let position = 0; position < word.length; position += 1) {
      state = this.childOf(state, this.classes[word.charCodeAt(position)]);
    }
    this.ends[state] = joined(this.ends[state], [index]);
  }

  private childOf(state: number, unitClass: number): number {
    const known = this.children[state].get(unitClass);
    if (known !== undefined) return known;
    const child = this.children.push(new Map()) - 1;
    this.ends.push(undefined);
    this.children[state].set(unitClass, child);
    return child;
  }
}

/** Each code unit by itself, as a text is scanned; what has no counterpart of one unit stays as it is. */
function lowerCase(unit: string): string {
  const lower = unit.toLowerCase();
  return lower.length === unit.length ? lower : unit;
}

/** Code units that differ in case only share a class, and so do all that no word has, which keeps the table small. */
function classesOf(words: readonly string[]): { classes: Uint16Array; count: number } {
  const classes = new Uint16Array(2 ** 16).fill(other);
  let count = other + 1;
  for (const unit of new Set(words.flatMap((word) => word.split('')))) {
    const lower = lowerCase(unit);
    const upper = lower.toUpperCase();
    const known = classes[lower.charCodeAt(0)];
    const unitClass = known === other ? count++ : known;
    // Some capitals are those of two letters: only the letter that they become again is the same.
    const same = upper.length === 1 && lowerCase(upper) === lower ? [unit, lower, upper] : [unit, lower];
    for (const each of same) classes[each.charCodeAt(0)] = unitClass;
  }
  return { classes, count };
}

function joined(
  one: readonly number[] | undefined,
  other: readonly number[] | undefined,
): readonly number[] | undefined {
  return one && other ? [...one, ...other] : (one ?? other);
}
