/** Lets at most `size` holders in at once; the others wait in line. */
export class Slots {
  private taken = 0;
  private readonly line: (() => void)[] = [];

  constructor(private readonly size: number) {}

  /** Runs `work` when there is room. Rejects with the signal's reason when aborted before that. */
  async run<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    while (this.taken >= this.size && !signal.aborted) await this.wait(signal);
    if (signal.aborted) {
      // Whoever was woken and leaves passes the turn on.
      this.wakeNext();
      throw signal.reason;
    }
    this.taken++;
    try {
      return await work();
    } finally {
      this.taken--;
      this.wakeNext();
    }
  }

  private wakeNext(): void {
    this.line.shift()?.();
  }

  private async wait(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = (): void => {
        this.line.splice(this.line.indexOf(wake), 1);
        resolve();
      };
      this.line.push(wake);
      signal.addEventListener('abort', leave, { once: true });
    });
  }
}
