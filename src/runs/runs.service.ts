import { Inject, Injectable } from '@nestjs/common';
import type { Credential } from '../auth/credential.js';
import { Ids } from '../common/ids.js';
import type { PreviewedRun } from './previewed-run.js';
import { type AdmittedRun, RunAdmission } from './run-admission.service.js';
import type { RunEvent } from './run-event.js';
import { RunExecutor } from './run-executor.service.js';
import { RunPlanner } from './run-planner.service.js';
import type { RunRequest } from './run-request.js';
import { type RunState, rootBounds } from './run-state.js';
import { RunSupervisor } from './run-supervisor.service.js';
import { DrainingError } from './runs.errors.js';
import { sessionKeyOf } from './session-key-of.js';
import type { LeaveSlot } from './run-slots.js';
import type { StartedRun } from './started-run.js';
import { toRunOrigin } from './to-run-origin.js';

/** The one door by which every transport starts a run, or asks what it would be. */
@Injectable()
export class RunsService {
  private draining = false;

  constructor(
    private readonly executor: RunExecutor,
    private readonly admission: RunAdmission,
    private readonly supervisor: RunSupervisor,
    private readonly planner: RunPlanner,
    @Inject(Ids) private readonly ids: Ids,
  ) {}

  /**
   * Rejects where a request cannot become a run: a bad session key (400), a key that has used or has under way what it may (429), or a gateway that is
   * stopping (503). A caller that chooses the `id` sees to it that no other run in the journal has it.
   */
  async start(request: RunRequest, id = this.ids.prefixed('run_')): Promise<StartedRun> {
    if (this.draining) throw new DrainingError();
    const session = sessionKeyOf(request, this.ids);
    const admission = await this.admission.admit(request);
    const bounds = rootBounds(request);
    const run = { id, request, session, bounds, origin: toRunOrigin(id, request, session) };
    return {
      id,
      sessionKey: session.key,
      allowances: admission.allowances,
      events: this.supervisor.supervise(run, (state) => this.admitted(request, state, admission)),
    };
  }

  /**
   * Rejects where a run of this caller would not be accepted now: with 429 or 503, as `start` does. For work that comes before
   * and is more than the reading of a request.
   */
  async check(credential: Credential): Promise<void> {
    if (this.draining) throw new DrainingError();
    await this.admission.check(credential);
  }

  /** Stops a run under way, which then ends with `RunCancelledError`; false where there is none of this id. */
  cancel(id: string): boolean {
    return this.supervisor.cancel(id);
  }

  /**
   * What the same request would start now. Throws 400 for a bad session key. A full queue and a gateway that is stopping are not
   * looked at.
   */
  preview(request: RunRequest): PreviewedRun {
    const session = sessionKeyOf(request, this.ids);
    return { session, plan: () => this.planner.plan(request, session, request.signal) };
  }

  /**
   * Stops taking runs, refuses those that wait for a slot, waits for those under way, and after `milliseconds` aborts the rest.
   */
  async drain(milliseconds: number): Promise<void> {
    this.draining = true;
    this.admission.close();
    await this.supervisor.drain(milliseconds);
  }

  get isDraining(): boolean {
    return this.draining;
  }

  private async *admitted(request: RunRequest, state: RunState, admission: AdmittedRun): AsyncGenerator<RunEvent[]> {
    const { signal, tokens } = state;
    let leave: LeaveSlot | undefined;
    try {
      if (this.draining) throw new DrainingError();
      signal.throwIfAborted();
      leave = await this.admission.enter(request, state.session, signal, admission.place);
      signal.throwIfAborted();
      yield* this.executor.execute(request, state);
    } finally {
      leave?.();
      admission.place.leave();
      await admission.settle(tokens.booked);
    }
  }
}
