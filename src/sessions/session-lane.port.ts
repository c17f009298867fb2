/** The right to be the one run of a session. */
export interface SessionLease {
  /** Lets the next waiting run go on. Does nothing the second time. */
  release(): void;
}

/** One run at a time per session key, first come first served; different keys do not touch each other. */
export interface SessionLanes {
  /**
   * Waits for its turn. Throws `SessionBusyError` at once when the queue is full. When `signal` aborts, leaves the queue at
   * once and rejects with the signal's reason.
   */
  acquire(key: string, signal: AbortSignal): Promise<SessionLease>;
  /** A lease when nobody holds or awaits the session, else undefined. */
  tryAcquire(key: string): SessionLease | undefined;
}
export const SessionLanes = Symbol('SessionLanes');
