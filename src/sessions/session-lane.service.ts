import { Inject, Injectable } from '@nestjs/common';
import { abortReason } from '../common/abort.js';
import { SessionSection } from '../config/config-sections.js';
import type { SessionLanes, SessionLease } from './session-lane.port.js';
import { SessionBusyError } from './session.errors.js';

type Waiter = (lease: SessionLease) => void;

/** Seconds after which a client that met a full queue is told to come back: about one short run. */
const retryAfterSeconds = 2;

/** Lanes within this process. */
@Injectable()
export class SessionLaneService implements SessionLanes {
  /** Those who wait, per taken key; a Set keeps their order and lets one leave from the middle. */
  private readonly taken = new Map<string, Set<Waiter>>();

  constructor(@Inject(SessionSection) private readonly section: SessionSection) {}

  async acquire(key: string, signal: AbortSignal): Promise<SessionLease> {
    if (signal.aborted) throw abortReason(signal);
    const queue = this.taken.get(key);
    if (!queue) return this.take(key);
    const { maxQueued } = this.section.current;
    if (queue.size >= maxQueued) throw new SessionBusyError(maxQueued, retryAfterSeconds);
    return this.wait(queue, signal);
  }

  tryAcquire(key: string): SessionLease | undefined {
    return this.taken.has(key) ? undefined : this.take(key);
  }

  private take(key: string): SessionLease {
    this.taken.set(key, new Set());
    return this.lease(key);
  }

  private wait(queue: Set<Waiter>, signal: AbortSignal): Promise<SessionLease> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter = (lease) => {
        signal.removeEventListener('abort', leave);
        resolve(lease);
      };
      const leave = (): void => {
        queue.delete(waiter);
        reject(abortReason(signal));
      };
      queue.add(waiter);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  /** The key stays taken while it is handed over, so that nobody overtakes the queue. */
  private lease(key: string): SessionLease {
    let held = true;
    return {
      release: () => {
        if (!held) return;
        held = false;
        this.handOver(key);
      },
    };
  }

  private handOver(key: string): void {
    const queue = this.taken.get(key);
    const next = queue?.values().next().value;
    if (!queue || !next) {
      this.taken.delete(key);
      return;
    }
    queue.delete(next);
    next(this.lease(key));
  }
}
