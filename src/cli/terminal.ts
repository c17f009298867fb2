import type { Readable, Writable } from 'node:stream';
import { isSystemError } from '../common/system-error.js';
import { printableJson } from './format/printable.js';
import { type Style, StyleMarks } from './style-marks.js';

export type { Style } from './style-marks.js';

export interface TerminalStreams {
  stdin: Readable & { isTTY?: boolean };
  stdout: Writable & { isTTY?: boolean; columns?: number };
  stderr: Writable & { isTTY?: boolean };
}

/**
 * Where a command talks to people and programs: results go to standard output, everything else to standard error. Whatever is
 * written, a terminal gets nothing that it would obey but the styles of this program; a pipe or a file gets every byte.
 */
export class Terminal {
  private readonly marks = new StyleMarks();
  private readonly reader = new AbortController();

  /** `colours`: false takes them away also where there is a terminal (`NO_COLOR`, `--no-color`). */
  constructor(
    readonly streams: TerminalStreams,
    private readonly colours = true,
  ) {}

  get canAsk(): boolean {
    return this.streams.stdin.isTTY === true && this.isNoteTerminal;
  }

  get isTerminal(): boolean {
    return this.streams.stdout.isTTY === true;
  }

  /** Aborts once it is known that nobody reads standard output any more, e.g. because `head` has had enough. */
  get readerGone(): AbortSignal {
    return this.reader.signal;
  }

  write(text: string): void {
    this.emit(this.isTerminal ? this.marks.shown(text) : text);
  }

  line(text = ''): void {
    this.write(`${text}\n`);
  }

  /** One JSON document, for programs. */
  json(value: unknown): void {
    this.emitJson(JSON.stringify(value, null, 2));
  }

  /** The same on a line of its own, where more may follow. */
  jsonLine(value: unknown): void {
    this.emitJson(JSON.stringify(value));
  }

  note(text: string): void {
    this.streams.stderr.write(`${this.shownNote(text)}\n`);
  }

  /** The text as standard error may get it, for what writes there by itself. */
  shownNote(text: string): string {
    return this.isNoteTerminal ? this.marks.shown(text) : text;
  }

  /** The text in a style where standard output is a terminal, else as it is. Only what is written by this terminal may hold it. */
  styled(style: Style, text: string): string {
    return this.colours && this.isTerminal ? this.marks.around(style, text) : text;
  }

  /** The same for what goes to standard error. */
  styledNote(style: Style, text: string): string {
    return this.colours && this.isNoteTerminal ? this.marks.around(style, text) : text;
  }

  private get isNoteTerminal(): boolean {
    return this.streams.stderr.isTTY === true;
  }

  private emitJson(json: string): void {
    this.emit(`${this.isTerminal ? printableJson(json) : json}\n`);
  }

  private emit(text: string): void {
    this.streams.stdout.write(text, (error) => {
      if (isSystemError(error, 'EPIPE')) this.reader.abort();
    });
  }
}
