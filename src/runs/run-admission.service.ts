import { Inject, Injectable } from '@nestjs/common';
import { type Admission, KeyLimits } from '../auth/limits/key-limits.service.js';
import { GatewaySection } from '../config/config-sections.js';
import type { SessionKey } from '../sessions/session-key.js';
import { SessionLanes } from '../sessions/session-lane.port.js';
import { estimateRunTokens } from './estimate-run-tokens.js';
import { KeySlots } from './key-slots.js';
import type { RunRequest } from './run-request.js';
import { type LeaveSlot, RunSlots } from './run-slots.js';

/** Whose work it is, and which agent's. */
export type AdmittedWork = Pick<RunRequest, 'agent' | 'credential'>;

/** Lets runs begin: one at a time in a session, and no more of them than the limits allow. */
@Injectable()
export class RunAdmission {
  private readonly slots: RunSlots;
  private readonly keySlots = new KeySlots();

  constructor(
    @Inject(SessionLanes) private readonly lanes: SessionLanes,
    @Inject(GatewaySection) gateway: GatewaySection,
    private readonly limits: KeyLimits,
  ) {
    this.slots = new RunSlots(() => ({
      total: gateway.current.maxConcurrentRuns,
      queued: gateway.current.maxQueuedRuns,
    }));
  }

  /**
   * Counts a request for a run. Rejects with `RateLimitExceededError` where its key has used what it may, and with
   * `TooManyRunsError` where it has as many runs as it may, so that no run comes of what would be refused anyway.
   */
  async admit(request: RunRequest): Promise<Admission> {
    this.keySlots.check(request.credential);
    return this.limits.admit(request.credential, estimateRunTokens(request));
  }

  /**
   * Waits for the session and then for a slot, so that nobody holds a slot idly. Returns what gives both back. Rejects as
   * `SessionLanes.acquire` and `RunSlots.enter` do, and at once with `TooManyRunsError` where the key has as many as it may.
   */
  async enter(request: AdmittedWork, session: SessionKey, signal: AbortSignal): Promise<LeaveSlot> {
    const leaveKey = this.keySlots.enter(request.credential);
    try {
      const leave = await this.wait(request, session, signal);
      return () => {
        leave();
        leaveKey();
      };
    } catch (error) {
      leaveKey();
      throw error;
    }
  }

  /** Turns away whoever waits for a slot, because the gateway stops. */
  close(): void {
    this.slots.close();
  }

  private async wait({ agent }: AdmittedWork, session: SessionKey, signal: AbortSignal): Promise<LeaveSlot> {
    const lease = session.kind === 'fresh' ? undefined : await this.lanes.acquire(session.key, signal);
    try {
      const leaveSlot = await this.slots.enter(agent.id, agent.limits.maxConcurrent, signal);
      return () => {
        leaveSlot();
        lease?.release();
      };
    } catch (error) {
      lease?.release();
      throw error;
    }
  }
}
