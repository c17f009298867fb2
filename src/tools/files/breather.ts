import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../common/clock.js';

/** Milliseconds that work may keep everybody else waiting. */
const maxBusyMilliseconds = 25;

/** Lets others have their turn during long work, and ends the work when its run is stopped. */
export class Breather {
  private lastBreath: number;

  constructor(
    private readonly clock: Clock,
    private readonly signal: AbortSignal,
  ) {
    this.lastBreath = clock.monotonic();
  }

  /** To be asked often; costs next to nothing. */
  isDue(): boolean {
    return this.clock.monotonic() - this.lastBreath >= maxBusyMilliseconds;
  }

  /** Rejects with the signal's reason once that is aborted. */
  async breathe(): Promise<void> {
    await setImmediate();
    this.signal.throwIfAborted();
    this.lastBreath = this.clock.monotonic();
  }
}
