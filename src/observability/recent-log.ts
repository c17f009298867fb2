/** Lines that are remembered, and characters that they may take together. */
const limits = { lines: 2_000, characters: 1_000_000 };

export interface LogTail {
  /** Oldest first, without their line breaks. */
  lines: string[];
  /** To go on from with the next call. */
  cursor: number;
  /** Whether lines since the given cursor are forgotten already, or were left out for the limit. */
  truncated: boolean;
}

/** The last lines of the log, as they were written: secrets are masked. */
export class RecentLog {
  private lines: string[] = [];
  private characters = 0;
  /** Number of the oldest line that is remembered, counted from 0 since the start. */
  private first = 0;

  push(line: string): void {
    this.lines.push(line);
    this.characters += line.length;
    // Half at once, because taking from the front of a list costs its length.
    while (this.lines.length > limits.lines || this.characters > limits.characters) this.forgetHalf();
  }

  /** What came since `cursor`; without one the newest lines. At most `limit`. */
  tail(limit: number, cursor?: number): LogTail {
    const end = this.first + this.lines.length;
    const wanted = cursor === undefined ? end - limit : cursor;
    const from = Math.min(end, Math.max(wanted, this.first, end - limit));
    return {
      lines: this.lines.slice(from - this.first).map((line) => line.trimEnd()),
      cursor: end,
      truncated: cursor !== undefined && from > cursor,
    };
  }

  private forgetHalf(): void {
    const gone = this.lines.splice(0, Math.ceil(this.lines.length / 2));
    this.first += gone.length;
    this.characters -= gone.reduce((sum, line) => sum + line.length, 0);
  }
}
