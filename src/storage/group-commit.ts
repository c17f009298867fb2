interface Pending<T> {
  item: T;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/**
 * Writes what arrives within one turn of the event loop in one go, because each commit waits for the disk. When `write` fails for
 * several items, all of them have failed where `isOfAll` says that each would fail just so: trying them one by one would only
 * keep everybody waiting. Else `write` is all or nothing, and each is tried by itself, so that one bad item does not fail the others.
 */
export class GroupCommit<T> {
  private pending: Pending<T>[] = [];
  private running: Promise<void> | undefined;
  private doubtful = false;

  constructor(
    private readonly write: (items: T[]) => Promise<void>,
    private readonly isOfAll: (error: unknown) => boolean,
  ) {}

  /** Resolves once the item is written; rejects with `write`'s error for it, or for all that were written with it. */
  add(item: T): Promise<void> {
    return new Promise((resolve, reject) => {
      this.pending.push({ item, resolve, reject });
      this.running ??= this.run();
    });
  }

  /** Resolves when all that was added is written or has failed. */
  async settled(): Promise<void> {
    await this.running;
  }

  /** Whether the last write failed, and none was seen to work since. */
  get isDoubtful(): boolean {
    return this.doubtful;
  }

  /** Says that writing works again. */
  trust(): void {
    this.doubtful = false;
  }

  private async run(): Promise<void> {
    while (this.pending.length > 0) {
      await new Promise(setImmediate);
      await this.commit(this.pending.splice(0));
    }
    this.running = undefined;
  }

  private async commit(batch: Pending<T>[]): Promise<void> {
    try {
      await this.write(batch.map((entry) => entry.item));
      this.doubtful = false;
      batch.forEach((entry) => entry.resolve());
    } catch (error) {
      this.doubtful = true;
      if (batch.length === 1 || this.isOfAll(error)) batch.forEach((entry) => entry.reject(error));
      else for (const entry of batch) await this.commit([entry]);
    }
  }
}
