import { SystemClock } from '../../src/common/system-clock.js';

/** Real timers, for what real programs and sockets do, but time that is measured passes only when told to. */
export class HandClock extends SystemClock {
  private time = 0;

  override monotonic(): number {
    return this.time;
  }

  pass(milliseconds: number): void {
    this.time += milliseconds;
  }
}
