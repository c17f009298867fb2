import type { Clock, Timer } from '../common/clock.js';
import { tickIntervalMs } from '../gateway-protocol/limits.js';

/** Calls back as often as clients are told that it does, until it is stopped. */
export class Heartbeat {
  private timer: Timer;

  constructor(
    private readonly clock: Clock,
    private readonly onBeat: () => void,
  ) {
    this.timer = this.next();
  }

  stop(): void {
    this.timer.cancel();
  }

  private next(): Timer {
    return this.clock.setTimer(tickIntervalMs, () => {
      this.timer = this.next();
      this.onBeat();
    });
  }
}
