/** A run under way. */
export interface ActiveRun {
  id: string;
  /** Stops the run; `reason` becomes its error. */
  abort(reason: Error): void;
}

/** The runs under way, so that they can be stopped and waited for. */
export class RunRegistry {
  private readonly runs = new Map<string, ActiveRun>();
  private idle: (() => void)[] = [];

  /** Returns what takes the run out again. */
  add(run: ActiveRun): () => void {
    this.runs.set(run.id, run);
    return () => {
      this.runs.delete(run.id);
      if (this.runs.size === 0) this.idle.splice(0).forEach((resolve) => resolve());
    };
  }

  list(): ActiveRun[] {
    return [...this.runs.values()];
  }

  /** False where no run of this id is under way. */
  abort(id: string, reason: Error): boolean {
    const run = this.runs.get(id);
    run?.abort(reason);
    return run !== undefined;
  }

  /** Resolves as soon as no run is under way. */
  whenIdle(): Promise<void> {
    if (this.runs.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.idle.push(resolve));
  }

  abortAll(reason: Error): void {
    this.list().forEach((run) => run.abort(reason));
  }
}
