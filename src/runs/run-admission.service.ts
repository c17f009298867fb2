import { Inject, Injectable } from '@nestjs/common';
import type { ResolvedAgent } from '../agents/resolved-agent.js';
import { GatewaySection } from '../config/config-sections.js';
import type { SessionKey } from '../sessions/session-key.js';
import { SessionLanes } from '../sessions/session-lane.port.js';
import { RunSlots } from './run-slots.js';

/** Lets runs begin: one at a time in a session, and no more of them than the limits allow. */
@Injectable()
export class RunAdmission {
  private readonly slots: RunSlots;

  constructor(
    @Inject(SessionLanes) private readonly lanes: SessionLanes,
    @Inject(GatewaySection) gateway: GatewaySection,
  ) {
    this.slots = new RunSlots(() => ({
      total: gateway.current.maxConcurrentRuns,
      queued: gateway.current.maxQueuedRuns,
    }));
  }

  /**
   * Waits for the session and then for a slot, so that nobody holds a slot idly. Returns what gives both back. Rejects as
   * `SessionLanes.acquire` and `RunSlots.enter` do.
   */
  async enter({ id, limits }: ResolvedAgent, session: SessionKey, signal: AbortSignal): Promise<() => void> {
    const lease = session.kind === 'fresh' ? undefined : await this.lanes.acquire(session.key, signal);
    try {
      const leaveSlot = await this.slots.enter(id, limits.maxConcurrent, signal);
      return () => {
        leaveSlot();
        lease?.release();
      };
    } catch (error) {
      lease?.release();
      throw error;
    }
  }

  /** Turns away whoever waits for a slot, because the gateway stops. */
  close(): void {
    this.slots.close();
  }
}
