import type { Interface } from 'node:readline';

/** Keeps the lines of a reader until somebody asks for them; they may come faster than that, or later. */
export class LineQueue {
  private readonly received: string[] = [];
  private isClosed = false;
  private wake: () => void = () => undefined;
  private intercept: ((line: string) => boolean) | undefined;

  constructor(lines: Interface) {
    lines.on('line', (line) => this.take(line));
    lines.on('close', () => {
      this.isClosed = true;
      this.wake();
    });
  }

  /** No further line will come; those that have come are still given. */
  get hasEnded(): boolean {
    return this.isClosed;
  }

  get isEmpty(): boolean {
    return this.received.length === 0;
  }

  /** The lines that nobody has had, oldest first. */
  get waiting(): readonly string[] {
    return [...this.received];
  }

  /** The oldest line that nobody has had, once there is one; undefined when there is no more. One at a time may ask. */
  async next(): Promise<string | undefined> {
    while (this.isEmpty && !this.isClosed) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    return this.received.shift();
  }

  /** From now on each line is offered to `intercept` first, which tells whether it took it. */
  offerTo(intercept: ((line: string) => boolean) | undefined): void {
    this.intercept = intercept;
  }

  /** Forgets the lines that nobody has asked for. */
  clear(): void {
    this.received.length = 0;
  }

  private take(line: string): void {
    if (this.intercept?.(line) === true) return;
    this.received.push(line);
    this.wake();
  }
}
