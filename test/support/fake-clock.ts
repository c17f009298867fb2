import type { Clock, Timer } from '../../src/common/clock.js';

/** Node's timers fire at once where they are told to wait longer, 24 days. */
const longestTimer = 2 ** 31 - 1;

interface Pending {
  at: number;
  callback: () => void;
}

/** A clock that moves only when told to; timers fire in the order of their time. None may be too long for a real clock. */
export class FakeClock implements Clock {
  private time: number;
  private pending: Pending[] = [];

  constructor(start = Date.UTC(2026, 0, 1)) {
    this.time = start;
  }

  now(): number {
    return this.time;
  }

  monotonic(): number {
    return this.time;
  }

  setTimer(milliseconds: number, callback: () => void): Timer {
    if (milliseconds > longestTimer) throw new RangeError(`a timer of ${milliseconds} ms is too long for node`);
    const entry = { at: this.time + milliseconds, callback };
    this.pending.push(entry);
    return {
      cancel: () => {
        this.pending = this.pending.filter((other) => other !== entry);
      },
    };
  }

  /** How many timers wait. */
  get waiting(): number {
    return this.pending.length;
  }

  /** Moves time on and fires what falls due, letting promises settle between timers. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.time + milliseconds;
    for (;;) {
      const next = this.pending.filter((entry) => entry.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.pending = this.pending.filter((entry) => entry !== next);
      this.time = Math.max(this.time, next.at);
      next.callback();
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.time = end;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
