import { limitText } from '../../common/limit-text.js';
import { maxShownCharacters } from '../execution/limit-output.js';
import { plainText } from '../../common/plain-text.js';

/** Characters kept of the beginning and of the end; with the notice between them they fit into one tool result. */
const tailCharacters = 20_000;
const headCharacters = maxShownCharacters - tailCharacters;

/** Keeps the beginning and the end of an output of any length, in bounded memory. */
export class OutputBuffer {
  private head = '';
  private tail = '';
  private total = 0;

  append(text: string): void {
    this.total += text.length;
    const forHead = this.tail === '' ? limitText(text, headCharacters - this.head.length) : '';
    this.head += forHead;
    this.tail += text.slice(forHead.length);
    // Not at each append: a cut costs as much as what it keeps.
    if (this.tail.length > 2 * tailCharacters) this.tail = lastCharacters(this.tail, tailCharacters);
  }

  /** What was kept, as plain text, with a notice where something is left out. Empties the buffer. */
  take(): string {
    const { head } = this;
    const tail = lastCharacters(this.tail, tailCharacters);
    const leftOut = this.total - head.length - tail.length;
    this.head = this.tail = '';
    this.total = 0;
    if (leftOut === 0) return plainText(head + tail);
    return `${plainText(head)}\n[… ${leftOut} characters left out …]\n${plainText(tail)}`;
  }
}

/** One less where the cut goes through a character. */
function lastCharacters(text: string, count: number): string {
  if (text.length <= count) return text;
  const last = text.slice(-count);
  const first = last.charCodeAt(0);
  return first >= 0xdc00 && first <= 0xdfff ? last.slice(1) : last;
}
