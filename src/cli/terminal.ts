import type { Readable, Writable } from 'node:stream';

export interface TerminalStreams {
  stdin: Readable & { isTTY?: boolean };
  stdout: Writable & { isTTY?: boolean; columns?: number };
  stderr: Writable & { isTTY?: boolean };
}

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

const codes: Record<Style, [on: number, off: number]> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
};

/** Where a command talks to people and programs: results go to standard output, everything else to standard error. */
export class Terminal {
  /** `colours`: false takes them away also where there is a terminal (`NO_COLOR`, `--no-color`). */
  constructor(
    readonly streams: TerminalStreams,
    private readonly colours = true,
  ) {}

  get canAsk(): boolean {
    return this.streams.stdin.isTTY === true && this.streams.stderr.isTTY === true;
  }

  get isTerminal(): boolean {
    return this.streams.stdout.isTTY === true;
  }

  write(text: string): void {
    this.streams.stdout.write(text);
  }

  line(text = ''): void {
    this.write(`${text}\n`);
  }

  /** One JSON document, for programs. */
  json(value: unknown): void {
    this.line(JSON.stringify(value, null, 2));
  }

  note(text: string): void {
    this.streams.stderr.write(`${text}\n`);
  }

  /** The text in a style where standard output is a terminal, else as it is. */
  styled(style: Style, text: string): string {
    return this.paint(this.isTerminal, style, text);
  }

  /** The same for what goes to standard error. */
  styledNote(style: Style, text: string): string {
    return this.paint(this.streams.stderr.isTTY === true, style, text);
  }

  private paint(isTerminal: boolean, style: Style, text: string): string {
    if (!this.colours || !isTerminal) return text;
    const [on, off] = codes[style];
    return `\u001b[${on}m${text}\u001b[${off}m`;
  }
}
