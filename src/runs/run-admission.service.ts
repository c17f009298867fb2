import { Inject, Injectable } from '@nestjs/common';
import type { Credential } from '../auth/credential.js';
import { type Admission, KeyLimits } from '../auth/limits/key-limits.service.js';
import { Clock } from '../common/clock.js';
import { GatewaySection } from '../config/config-sections.js';
import type { SessionKey } from '../sessions/session-key.js';
import { SessionLanes } from '../sessions/session-lane.port.js';
import { estimateRunTokens } from './estimate-run-tokens.js';
import { type KeyPlace, KeySlots } from './key-slots.js';
import type { RunRequest } from './run-request.js';
import { type LeaveSlot, RunSlots } from './run-slots.js';

/** Whose work it is, and which agent's. */
export type AdmittedWork = Pick<RunRequest, 'agent' | 'credential'>;

/** A run that was accepted, and has its place among those of its key. */
export interface AdmittedRun extends Admission {
  readonly place: KeyPlace;
}

/** Lets runs begin: one at a time in a session, and no more of them than the limits allow. */
@Injectable()
export class RunAdmission {
  private readonly slots: RunSlots;
  private readonly keySlots: KeySlots;

  constructor(
    @Inject(SessionLanes) private readonly lanes: SessionLanes,
    @Inject(GatewaySection) gateway: GatewaySection,
    private readonly limits: KeyLimits,
    @Inject(Clock) clock: Clock,
  ) {
    this.keySlots = new KeySlots(clock);
    this.slots = new RunSlots(() => ({
      total: gateway.current.maxConcurrentRuns,
      queued: gateway.current.maxQueuedRuns,
    }));
  }

  /**
   * Counts a request for a run, and takes its place. Rejects with `RateLimitExceededError` where its key has used what it may,
   * and with `TooManyRunsError` where it has as many runs as it may, so that nothing is accepted that would then be refused.
   */
  async admit(request: RunRequest): Promise<AdmittedRun> {
    const place = this.keySlots.take(request.credential);
    try {
      return { ...(await this.limits.admit(request.credential, estimateRunTokens(request))), place };
    } catch (error) {
      place.leave();
      throw error;
    }
  }

  /** Rejects as `admit` would now, and counts nothing: for what has to be done before a request can be counted. */
  async check(credential: Credential): Promise<void> {
    this.keySlots.check(credential);
    await this.limits.check(credential);
  }

  /**
   * Waits for the session and then for a slot, so that nobody holds a slot idly. Returns what gives both back, and the place.
   * Rejects as `SessionLanes.acquire` and `RunSlots.enter` do, and at once with `TooManyRunsError` where the key has as many as
   * it may; what was not admitted as a run takes its place here.
   */
  async enter(
    request: AdmittedWork,
    session: SessionKey,
    signal: AbortSignal,
    place = this.keySlots.take(request.credential),
  ): Promise<LeaveSlot> {
    try {
      place.use();
      const leave = await this.wait(request, session, signal);
      return () => {
        leave();
        place.leave();
      };
    } catch (error) {
      place.leave();
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
