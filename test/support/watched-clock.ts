import type { Timer } from '../../src/common/clock.js';
import { eventually } from './eventually.js';
import { FakeClock } from './fake-clock.js';

/** Tells which timers were asked for, so that a test can wait for one before it moves the time on. */
export class WatchedClock extends FakeClock {
  private readonly delays: number[] = [];

  override setTimer(milliseconds: number, callback: () => void): Timer {
    this.delays.push(milliseconds);
    return super.setTimer(milliseconds, callback);
  }

  /** How many timers of this length have been asked for. */
  timesAsked(milliseconds: number): number {
    return this.delays.filter((delay) => delay === milliseconds).length;
  }

  /** Waits for a timer of this length beyond the first `before`. */
  async asked(milliseconds: number, before = 0): Promise<void> {
    await eventually(() => this.timesAsked(milliseconds) > before);
  }
}
