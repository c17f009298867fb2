import type { SessionLanes, SessionLease } from '../../src/sessions/session-lane.port.js';

/** Lanes that know how many leases are out. */
export class CountedLanes implements SessionLanes {
  private readonly leases = new Set<SessionLease>();

  constructor(private readonly lanes: SessionLanes) {}

  /** How many sessions are taken. */
  get size(): number {
    return this.leases.size;
  }

  async acquire(key: string, signal: AbortSignal): Promise<SessionLease> {
    return this.counted(await this.lanes.acquire(key, signal));
  }

  tryAcquire(key: string): SessionLease | undefined {
    const lease = this.lanes.tryAcquire(key);
    return lease && this.counted(lease);
  }

  private counted(lease: SessionLease): SessionLease {
    const counted = {
      release: (): void => {
        this.leases.delete(counted);
        lease.release();
      },
    };
    this.leases.add(counted);
    return counted;
  }
}
