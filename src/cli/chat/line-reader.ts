import { type Interface, createInterface } from 'node:readline';
import { LineQueue } from '../line-queue.js';
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
  private readonly queue: LineQueue;
  private isAsking = false;

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
    this.queue = new LineQueue(this.lines);
  }

  /** The next line; undefined when there is no more. */
  async next(prompt: string): Promise<string | undefined> {
    this.isAsking = this.terminal.canAsk && this.queue.isEmpty && !this.queue.hasEnded;
    if (this.isAsking) {
      this.lines.setPrompt(this.terminal.shownNote(prompt));
      this.lines.prompt();
    }
    const line = await this.queue.next();
    this.isAsking = false;
    return line;
  }

  /** After something was written in between: the prompt, and what a person has typed behind it so far. */
  promptAgain(): void {
    if (this.isAsking && !this.queue.hasEnded) this.lines.prompt(true);
  }

  /** What was typed and nobody has had: whole lines, and what has no end yet. */
  get unread(): string[] {
    const begun = this.terminal.canAsk ? this.lines.line : '';
    return [...this.queue.waiting, ...(begun === '' ? [] : [begun])];
  }

  /** While somebody else is at work, a person's lines are offered to `intercept`, which tells whether it took one. */
  offerTo(intercept: ((line: string) => boolean) | undefined): void {
    this.queue.offerTo(this.terminal.canAsk ? intercept : undefined);
  }

  /** No further line is given, also none that was typed already. */
  close(): void {
    this.queue.clear();
    this.lines.close();
  }
}
