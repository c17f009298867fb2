/** Frames that may wait for a response under way. */
const mostWaiting = 16;

/** How a queue ends. */
export interface QueueEnding {
  /** Tells the client that this frame is not handled any more. */
  refuse: (text: string) => void;
  /** Called when nothing is left. */
  onFinished: () => void;
}

export interface FrameQueueListeners {
  onFault: (error: unknown) => void;
  /** Is told how many more bytes of memory wait, or fewer. */
  onWaiting: (change: number) => void;
}

/** The frames of one client, handled one after the other. */
export class FrameQueue {
  private readonly waiting: string[] = [];
  private bytes = 0;
  private held = 0;
  private isBusy = false;
  private ending: QueueEnding | undefined;

  constructor(
    private readonly handle: (text: string) => Promise<void>,
    private readonly listeners: FrameQueueListeners,
  ) {}

  /** False where the frame is not taken, because as many wait as may, or more than `mostBytes`. */
  push(text: string, mostBytes: number): boolean {
    const bytes = Buffer.byteLength(text);
    if (this.waiting.length >= mostWaiting || this.bytes + bytes > mostBytes) return false;
    this.waiting.push(text);
    this.bytes += bytes;
    this.next();
    this.tellHeld();
    return true;
  }

  /** From now on frames are refused in their turn instead of handled. Finishes at once, or when the frame at hand is done. */
  finish(ending: QueueEnding): void {
    this.ending = ending;
    if (!this.isBusy) this.end(ending);
  }

  /** Drops what waits; what is being handled goes on. */
  clear(): void {
    this.waiting.length = 0;
    this.bytes = 0;
    this.tellHeld();
  }

  private next(): void {
    if (this.isBusy) return;
    if (this.ending) {
      this.refuseWaiting(this.ending);
      return;
    }
    const text = this.waiting.shift();
    if (text === undefined) return;
    this.bytes -= Buffer.byteLength(text);
    this.isBusy = true;
    this.handle(text)
      .catch(this.listeners.onFault)
      .finally(() => this.done());
  }

  /** A text takes up to two bytes a character, whatever it takes on its way. */
  private tellHeld(): void {
    const before = this.held;
    this.held = 2 * this.waiting.reduce((sum, { length }) => sum + length, 0);
    this.listeners.onWaiting(this.held - before);
  }

  private done(): void {
    this.isBusy = false;
    if (this.ending) this.end(this.ending);
    else this.next();
    this.tellHeld();
  }

  private end(ending: QueueEnding): void {
    this.refuseWaiting(ending);
    ending.onFinished();
  }

  private refuseWaiting({ refuse }: QueueEnding): void {
    this.bytes = 0;
    for (const text of this.waiting.splice(0)) refuse(text);
  }
}
