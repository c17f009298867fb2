import type { Credential } from '../auth/credential.js';

/** A run under way. */
export interface ActiveRun {
  id: string;
  /** Who asked for it. */
  credential: Credential;
  /** Stops the run; `reason` becomes its error. */
  abort(reason: Error): void;
}

/** The runs under way, so that they can be stopped and waited for. */
export class RunRegistry {
  private readonly runs = new Map<string, ActiveRun>();
  private idle: (() => void)[] = [];

  /** `reasonToStop` says why the runs of a credential are not to go on; undefined where they are. */
  constructor(private readonly reasonToStop: (credential: Credential) => Error | undefined = () => undefined) {}

  /** Returns what takes the run out again. One that is not to go on is stopped at once. */
  add(run: ActiveRun): () => void {
    this.runs.set(run.id, run);
    this.stopIfUnwanted(run);
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

  /** Looks again at whose runs are not to go on. */
  stopUnwanted(): void {
    this.list().forEach((run) => this.stopIfUnwanted(run));
  }

  private stopIfUnwanted(run: ActiveRun): void {
    const reason = this.reasonToStop(run.credential);
    if (reason) run.abort(reason);
  }
}
