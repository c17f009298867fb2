import { type Interface, createInterface } from 'node:readline';
import type { Terminal } from '../terminal.js';

export interface LineReaderOptions {
  /** Lines to offer again on a terminal, oldest first. */
  history: readonly string[];
  /** Ctrl-C on a terminal; elsewhere it comes as a signal. */
  onInterrupt: () => void;
}

/** Reads lines from a person, with a prompt and what was typed before, or from a program. */
export class LineReader {
  private readonly lines: Interface;
  private readonly waiting: string[] = [];
  private isClosed = false;
  private wake: () => void = () => undefined;
  private intercept: ((line: string) => boolean) | undefined;

  constructor(
    private readonly terminal: Terminal,
    { history, onInterrupt }: LineReaderOptions,
  ) {
    const { stdin, stderr } = terminal.streams;
    this.lines = createInterface(
      terminal.canAsk
        ? { input: stdin, output: stderr, terminal: true, history: history.toReversed(), removeHistoryDuplicates: true }
        : { input: stdin, terminal: false, crlfDelay: Infinity },
    );
    this.lines.on('SIGINT', onInterrupt);
    this.lines.on('line', (line) => this.take(line));
    this.lines.on('close', () => {
      this.isClosed = true;
      this.wake();
    });
  }

  /** The next line; undefined when there is no more. */
  async next(prompt: string): Promise<string | undefined> {
    if (this.terminal.canAsk && this.waiting.length === 0 && !this.isClosed) {
      this.lines.setPrompt(prompt);
      this.lines.prompt();
    }
    while (this.waiting.length === 0 && !this.isClosed) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    return this.waiting.shift();
  }

  /** While somebody else is at work, a person's lines are offered to `intercept`, which tells whether it took one. */
  offerTo(intercept: ((line: string) => boolean) | undefined): void {
    this.intercept = this.terminal.canAsk ? intercept : undefined;
  }

  /** No further line is given, also none that was typed already. */
  close(): void {
    this.waiting.length = 0;
    this.lines.close();
  }

  private take(line: string): void {
    if (this.intercept?.(line) === true) return;
    this.waiting.push(line);
    this.wake();
  }
}
