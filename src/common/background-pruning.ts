const additionsBetweenPrunings = 100;

/** Has something pruned in the background, never twice at once. `prune` never rejects. */
export class BackgroundPruning {
  private additions = 0;
  private running: Promise<void> | undefined;

  constructor(private readonly prune: () => Promise<void>) {}

  /** Begins now, unless it is under way. */
  start(): void {
    this.running ??= this.prune().finally(() => {
      this.running = undefined;
    });
  }

  /** Begins with each hundredth addition. */
  added(): void {
    this.additions += 1;
    if (this.additions % additionsBetweenPrunings === 0) this.start();
  }

  /** Resolves when none is under way. */
  async settled(): Promise<void> {
    await this.running;
  }
}
