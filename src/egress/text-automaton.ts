import { invisibleUnits, toFullWidth, toNarrow, withoutInvisible } from './code-units.js';

/** The class of what no word has. */
const other = 0;
/** The class of what is passed over wherever it stands. */
const invisible = 1;

/**
 * Finds many words in a text in one pass, whose time depends on the length of the text alone (Aho and Corasick). Upper and lower
 * case are the same, so is what has full width, and what is not seen is passed over. Every transition stands in one flat table,
 * because looking one up must cost no more than a few nanoseconds: docs/decisions/2026-11-29-egress-check.md says what was measured.
 */
export class TextAutomaton {
  private readonly classes: Uint16Array;
  private readonly width: number;
  /** Row of the next state, by row and class; its complement, which is negative, where words end in that state. */
  private readonly next: Int32Array;
  /** Which words end in a state. */
  private readonly ends: (readonly number[] | undefined)[];
  /** Of each word, in code units that are seen. */
  private readonly lengths: readonly number[];

  constructor(words: readonly string[]) {
    const folded = words.map(fold);
    this.lengths = folded.map(({ length }) => length);
    const { classes, count } = classesOf(folded);
    const trie = new Trie(classes, folded);
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
      const words = ends[row / width];
      if (words) for (let each = 0; each < words.length; each += 1) onHit(words[each], index + 1);
    }
  }

  /** Where an occurrence that ends at `end` begins. */
  startOf(word: number, text: string, end: number): number {
    let start = end;
    for (let left = this.lengths[word]; left > 0; start -= 1) {
      if (this.classes[text.charCodeAt(start - 1)] !== invisible) left -= 1;
    }
    return start;
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
    // Whatever is not seen stays where it is, and does not end a word a second time.
    for (let row = 0; row < next.length; row += width) next[row + invisible] = row;
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

/** One form for what is not told apart. */
function fold(word: string): string {
  return toNarrow(withoutInvisible(word)).split('').map(toLower).join('');
}

/** By single code units, as a text is read. Stays as it is where that is not the only character with this lower case. */
function toLower(unit: string): string {
  const lower = unit.toLowerCase();
  return lower.length === 1 && lower.toUpperCase() === unit ? lower : unit;
}

/** Code units that the words do not tell apart share a class, which keeps the table small. */
function classesOf(words: readonly string[]): { classes: Uint16Array; count: number } {
  const classes = new Uint16Array(2 ** 16).fill(other);
  for (const unit of invisibleUnits) classes[unit] = invisible;
  let count = invisible + 1;
  for (const character of new Set(words.flatMap((word) => word.split('')))) {
    for (const unit of formsOf(character)) classes[unit] = count;
    count += 1;
  }
  return { classes, count };
}

/** The code units that stand for one: upper and lower case, of usual and of full width. */
function formsOf(character: string): number[] {
  const upper = character.toUpperCase();
  const cases = toLower(upper) === character ? [character, upper] : [character];
  return cases.map((each) => each.charCodeAt(0)).flatMap((unit) => [unit, toFullWidth(unit) ?? unit]);
}

function joined(
  one: readonly number[] | undefined,
  other: readonly number[] | undefined,
): readonly number[] | undefined {
  return one && other ? [...one, ...other] : (one ?? other);
}
