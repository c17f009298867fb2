import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';

/** How long the gateway has been there. */
@Injectable()
export class Uptime {
  private readonly startedAt: number;

  constructor(@Inject(Clock) private readonly clock: Clock) {
    this.startedAt = clock.monotonic();
  }

  get milliseconds(): number {
    return Math.round(this.clock.monotonic() - this.startedAt);
  }
}
