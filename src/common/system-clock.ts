import type { Clock, Timer } from './clock.js';

export class SystemClock implements Clock {
  now(): number {
    return Date.now();
  }

  monotonic(): number {
    return performance.now();
  }

  setTimer(milliseconds: number, callback: () => void): Timer {
    const handle = setTimeout(callback, milliseconds);
    handle.unref();
    return { cancel: () => clearTimeout(handle) };
  }
}
