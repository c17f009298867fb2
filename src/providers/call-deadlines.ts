import type { Clock, Timer } from '../common/clock.js';
import { ProviderError } from './provider.errors.js';

/** The time limits of one upstream call, in seconds, as a provider's configuration has them. */
export interface CallTimeLimits {
  /** For the whole answer, retries and their pauses included. */
  timeoutSeconds: number;
  firstByteTimeoutSeconds: number;
  idleTimeoutSeconds: number;
}

/**
 * Watches the time limits of one upstream call. The first limit that is passed calls `onExpired`, once; after `stop`
 * nothing is called. Silence counts only between `awaitBytes` and `bytesTaken`, so a slow consumer is no idle upstream.
 */
export class CallDeadlines {
  private readonly total: Timer;
  private waiting: Timer | undefined;
  private answered = false;
  private done = false;

  constructor(
    private readonly clock: Clock,
    private readonly limits: CallTimeLimits,
    private readonly onExpired: (error: ProviderError) => void,
  ) {
    this.total = this.start(limits.timeoutSeconds, 'The provider did not finish its answer in', 'timeoutSeconds');
  }

  /** A request goes out; its first byte is awaited. */
  awaitFirstByte(): void {
    this.answered = false;
    const text = 'The provider sent no first byte within';
    this.replace(() => this.start(this.limits.firstByteTimeoutSeconds, text, 'firstByteTimeoutSeconds'));
  }

  /** The consumer waits for more of the answer. Does nothing while the first byte is still awaited. */
  awaitBytes(): void {
    if (!this.answered || this.done) return;
    const text = 'The provider fell silent in the middle of its answer for';
    this.replace(() => this.start(this.limits.idleTimeoutSeconds, text, 'idleTimeoutSeconds'));
  }

  /** Something arrived from the provider; whoever waits gets the whole idle time again. */
  bytesArrived(): void {
    const waited = this.waiting !== undefined;
    this.answered = true;
    if (waited) this.awaitBytes();
  }

  /** The consumer has what it waited for, or the request is over. */
  bytesTaken(): void {
    this.waiting?.cancel();
    this.waiting = undefined;
  }

  stop(): void {
    this.done = true;
    this.total.cancel();
    this.bytesTaken();
  }

  private replace(start: () => Timer): void {
    this.bytesTaken();
    if (!this.done) this.waiting = start();
  }

  private start(seconds: number, text: string, setting: string): Timer {
    return this.clock.setTimer(seconds * 1000, () => {
      if (this.done) return;
      this.stop();
      this.onExpired(new ProviderError('timeout', `${text} ${seconds} s (${setting}).`));
    });
  }
}
