/** A pending timer. Cancelling one that has fired, or twice, does nothing. */
export interface Timer {
  cancel(): void;
}

/** Time as the gateway sees it; tests put a hand-driven one in its place. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds from an arbitrary start; never goes back. For durations. */
  monotonic(): number;
  /** Calls `callback` once after `milliseconds`. A pending timer does not keep the process alive. */
  setTimer(milliseconds: number, callback: () => void): Timer;
}
export const Clock = Symbol('Clock');
