/** Whichever comes first. */
const betweenPrunings = { additions: 100, bytes: 100_000_000 };

/** Has something pruned in the background, never twice at once. `prune` never rejects. */
export class BackgroundPruning {
  private additions = 0;
  private bytes = 0;
  private running: Promise<void> | undefined;

  constructor(private readonly prune: () => Promise<void>) {}

  /** Begins now, unless it is under way. */
  start(): void {
    this.running ??= this.prune().finally(() => {
      this.running = undefined;
    });
  }

  /** Begins with each hundredth addition, and where as much was added as a hundred may be. */
  added(bytes = 0): void {
    this.additions += 1;
    this.grown(bytes);
  }

  /** What was added earlier takes more room by now. */
  grown(bytes: number): void {
    this.bytes += bytes;
    if (this.additions < betweenPrunings.additions && this.bytes < betweenPrunings.bytes) return;
    this.additions = 0;
    this.bytes = 0;
    this.start();
  }

  /** Resolves when none is under way. */
  async settled(): Promise<void> {
    await this.running;
  }
}
