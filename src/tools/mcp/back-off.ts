import type { Clock } from '../../common/clock.js';

const firstPauseMilliseconds = 1_000;
const longestPauseMilliseconds = 60_000;
/** A connection that lived so long was a good one; its end starts no row of failures. */
const steadyMilliseconds = 10_000;

/** How long to leave a failing server alone: 1 s, then twice as long each time, up to 60 s. */
export class BackOff {
  private failures = 0;
  private nextAttemptAt = -Infinity;

  constructor(private readonly clock: Clock) {}

  /** Milliseconds until the next attempt; 0 when it may be made now. */
  get remaining(): number {
    return Math.max(0, this.nextAttemptAt - this.clock.monotonic());
  }

  failed(): void {
    const pause = Math.min(firstPauseMilliseconds * 2 ** this.failures, longestPauseMilliseconds);
    this.failures += 1;
    this.nextAttemptAt = this.clock.monotonic() + pause;
  }

  /** A connection ended that had lived for so long. */
  ended(livedMilliseconds: number): void {
    if (livedMilliseconds < steadyMilliseconds) this.failed();
    else this.failures = 0;
  }
}
