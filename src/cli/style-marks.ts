import { randomUUID } from 'node:crypto';
import { printable } from './format/printable.js';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

const codes: Record<Style, readonly [on: number, off: number]> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
};

/**
 * Keeps the styles of this program apart from those in what others say: a styled text holds marks that nobody outside of the
 * process can guess, and only they become sequences of a terminal.
 */
export class StyleMarks {
  private readonly secret = randomUUID();
  private readonly mark = new RegExp(`<${this.secret}:(\\d+)>`);

  /** The text with the marks of a style around it. */
  around(style: Style, text: string): string {
    const [on, off] = codes[style];
    return `<${this.secret}:${on}>${text}<${this.secret}:${off}>`;
  }

  /** What a terminal may get of a text: styles for the marks, and nothing else that it would obey. */
  shown(text: string): string {
    const pieces = text.split(this.mark);
    // The parts of a text and the numbers of the marks between them take turns.
    return pieces.map((piece, index) => (index % 2 === 0 ? printable(piece) : `\u001b[${piece}m`)).join('');
  }
}
