import type { Clock, Timer } from '../../common/clock.js';

/** Notices that the other side has said nothing for longer than `milliseconds`, which a healthy connection never does. */
export class SilenceWatch {
  private heardSince = true;
  private timer: Timer;

  constructor(
    private readonly clock: Clock,
    private readonly milliseconds: number,
    private readonly onSilent: () => void,
  ) {
    this.timer = this.arm();
  }

  heard(): void {
    this.heardSince = true;
  }

  stop(): void {
    this.timer.cancel();
  }

  private arm(): Timer {
    return this.clock.setTimer(this.milliseconds, () => {
      if (!this.heardSince) {
        this.onSilent();
        return;
      }
      this.heardSince = false;
      this.timer = this.arm();
    });
  }
}
