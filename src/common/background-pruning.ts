/** Whichever comes first. `parts`: the bytes are no more than one of so many parts of the room that there is. */
const betweenPrunings = { additions: 100, bytes: 100_000_000, parts: 10 };

/** Has something pruned in the background, never twice at once. `prune` never rejects. */
export class BackgroundPruning {
  private additions = 0;
  private bytes = 0;
  private running: Promise<void> | undefined;

  constructor(
    private readonly prune: () => Promise<void>,
    /** Bytes that everything may take; asked each time. */
    private readonly room: () => number,
  ) {}

  /** Begins now, unless it is under way. */
  start(): void {
    this.running ??= this.prune().finally(() => {
      this.running = undefined;
    });
  }

  /** Begins with each hundredth addition, and where as much was added as may be before it is looked at again. */
  added(bytes: number): void {
    this.additions += 1;
    this.grown(bytes);
  }

  /** What was added earlier takes more room by now. */
  grown(bytes: number): void {
    this.bytes += bytes;
    if (this.additions < betweenPrunings.additions && this.bytes < this.mostBytes) return;
    this.additions = 0;
    this.bytes = 0;
    this.start();
  }

  /** Resolves when none is under way. */
  async settled(): Promise<void> {
    await this.running;
  }

  private get mostBytes(): number {
    return Math.min(betweenPrunings.bytes, this.room() / betweenPrunings.parts);
  }
}
