import { abortReason } from './abort.js';

/** Lets at most `size` holders in at once; the others wait in line, first come first served. */
export class Slots {
  private taken = 0;
  /** A Set keeps the order and lets one leave from the middle. */
  private readonly line = new Set<() => void>();

  constructor(private readonly size: number) {}

  /** Runs `work` when there is room. Rejects with the signal's reason when aborted before that. */
  async run<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    await this.enter(signal);
    try {
      // Aborted in the moment between the handing over and this.
      if (signal.aborted) throw abortReason(signal);
      return await work();
    } finally {
      this.leave();
    }
  }

  private async enter(signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw abortReason(signal);
    if (this.taken >= this.size) return this.wait(signal);
    this.taken += 1;
  }

  private wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const admit = (): void => {
        signal.removeEventListener('abort', giveUp);
        resolve();
      };
      const giveUp = (): void => {
        this.line.delete(admit);
        reject(abortReason(signal));
      };
      this.line.add(admit);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }

  /** The slot stays taken while it is handed over, so that nobody overtakes the line. */
  private leave(): void {
    const next = this.line.values().next().value;
    if (!next) {
      this.taken -= 1;
      return;
    }
    this.line.delete(next);
    next();
  }
}
