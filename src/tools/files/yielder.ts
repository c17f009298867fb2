import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../common/clock.js';

/** Milliseconds that work may keep everybody else waiting. */
const maxBusyMilliseconds = 25;

/** Lets others have their turn during long work, and ends the work when its run is stopped. */
export class Yielder {
  private lastTurn: number;

  constructor(
    private readonly clock: Clock,
    private readonly signal: AbortSignal,
  ) {
    this.lastTurn = clock.monotonic();
  }

  /** To be asked often; costs next to nothing. */
  isDue(): boolean {
    return this.clock.monotonic() - this.lastTurn >= maxBusyMilliseconds;
  }

  /** Rejects with the signal's reason once that is aborted. */
  async giveTurn(): Promise<void> {
    await setImmediate();
    this.signal.throwIfAborted();
    this.lastTurn = this.clock.monotonic();
  }
}
