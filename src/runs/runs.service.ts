import { Inject, Injectable } from '@nestjs/common';
import { Ids } from '../common/ids.js';
import type { PreviewedRun } from './previewed-run.js';
import { RunAdmission } from './run-admission.service.js';
import type { RunEvent } from './run-event.js';
import { RunExecutor } from './run-executor.service.js';
import { RunPlanner } from './run-planner.service.js';
import type { RunRequest } from './run-request.js';
import { type RunState, rootBounds } from './run-state.js';
import { RunSupervisor } from './run-supervisor.service.js';
import { DrainingError } from './runs.errors.js';
import { sessionKeyOf } from './session-key-of.js';
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
   * Throws for a request that cannot become a run: a bad session key (400), or a gateway that is stopping (503). A caller that
   * chooses the `id` sees to it that no other run in the journal has it.
   */
  start(request: RunRequest, id = this.ids.prefixed('run_')): StartedRun {
    if (this.draining) throw new DrainingError();
    const session = sessionKeyOf(request, this.ids);
    const bounds = rootBounds(request);
    const run = { id, request, session, bounds, origin: toRunOrigin(id, request, session) };
    return {
      id,
      sessionKey: session.key,
      events: this.supervisor.supervise(run, (state) => this.admitted(request, state)),
    };
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

  private async *admitted(request: RunRequest, state: RunState): AsyncGenerator<RunEvent[]> {
    const { signal } = state;
    if (this.draining) throw new DrainingError();
    signal.throwIfAborted();
    const leave = await this.admission.enter(request.agent, state.session, signal);
    try {
      signal.throwIfAborted();
      yield* this.executor.execute(request, state);
    } finally {
      leave();
    }
  }
}
