/** Frames that may wait for a response under way. */
const mostWaiting = 16;

/** The frames of one client, handled one after the other. */
export class FrameQueue {
  private readonly waiting: string[] = [];
  private bytes = 0;
  private isBusy = false;
  private onFinished: (() => void) | undefined;

  constructor(
    private readonly handle: (text: string) => Promise<void>,
    private readonly onFault: (error: unknown) => void,
  ) {}

  /** False where the frame is not taken, because as many wait as may, or more than `mostBytes`. */
  push(text: string, mostBytes: number): boolean {
    const bytes = Buffer.byteLength(text);
    if (this.onFinished || this.waiting.length >= mostWaiting || this.bytes + bytes > mostBytes) return false;
    this.waiting.push(text);
    this.bytes += bytes;
    this.next();
    return true;
  }

  /** Takes no more, and forgets what waits. Calls back at once, or when the frame at hand is done. */
  finish(onFinished: () => void): void {
    this.waiting.length = 0;
    this.onFinished = onFinished;
    if (!this.isBusy) onFinished();
  }

  private next(): void {
    if (this.isBusy) return;
    const text = this.waiting.shift();
    if (text === undefined) return;
    this.bytes -= Buffer.byteLength(text);
    this.isBusy = true;
    this.handle(text)
      .catch(this.onFault)
      .finally(() => this.done());
  }

  private done(): void {
    this.isBusy = false;
    if (this.onFinished) this.onFinished();
    else this.next();
  }
}
