/** Within a minute; what comes beyond is counted. A guesser must neither fill the disk nor hide the lines of others. */
const limits = { linesOfSource: 10, lines: 200, sources: 200 };

/** Failures that had no line of their own; without `source` they are those of many sources together. */
export interface CountedFailures {
  source?: string;
  count: number;
}

/** Decides which failures of a minute have a line of their own in the audit log, and counts the others. */
export class FailureLines {
  private readonly failures = new Map<string, number>();
  private readonly counted = new Map<string | undefined, number>();
  private lines = 0;

  /** Whether this one has a line of its own. */
  admits(source: string): boolean {
    const known = this.failures.get(source) ?? 0;
    if (known === 0 && this.failures.size >= limits.sources) return this.count(undefined);
    this.failures.set(source, known + 1);
    if (known >= limits.linesOfSource || this.lines >= limits.lines) return this.count(source);
    this.lines += 1;
    return true;
  }

  /** What was counted since the last call, with which a new minute begins. */
  settle(): CountedFailures[] {
    const counted = [...this.counted].map(([source, count]) => (source === undefined ? { count } : { source, count }));
    this.failures.clear();
    this.counted.clear();
    this.lines = 0;
    return counted;
  }

  private count(source: string | undefined): false {
    this.counted.set(source, (this.counted.get(source) ?? 0) + 1);
    return false;
  }
}
