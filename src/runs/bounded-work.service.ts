import { Inject, Injectable } from '@nestjs/common';
import { linkedController, untilAborted } from '../common/abort.js';
import { Clock } from '../common/clock.js';
import { Ids } from '../common/ids.js';
import { type AdmittedWork, RunAdmission } from './run-admission.service.js';
import { RunRegistry } from './run-registry.js';
import { DrainingError, RunTimeoutError } from './runs.errors.js';
import { RunsService } from './runs.service.js';

/**
 * Work that asks a model for an agent and is no run, such as embedding. It has the bounds of a run all the same: it takes one of
 * the slots, ends by the agent's time limit, and is waited for when the gateway stops.
 */
@Injectable()
export class BoundedWork {
  constructor(
    private readonly runs: RunsService,
    private readonly admission: RunAdmission,
    private readonly registry: RunRegistry,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Ids) private readonly ids: Ids,
  ) {}

  /**
   * What `work` comes to. Rejects with a `GatewayError` where there is no slot, the time is up or the gateway stops, and with the
   * signal's reason when the caller leaves.
   */
  async do<Result>(
    { agent, credential }: AdmittedWork,
    caller: AbortSignal,
    work: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    if (this.runs.isDraining) throw new DrainingError();
    const { controller, unlink } = linkedController(caller);
    const { signal } = controller;
    const id = this.ids.prefixed('work_');
    const unregister = this.registry.add({ id, credential, abort: (reason) => controller.abort(reason) });
    const milliseconds = agent.limits.timeoutMilliseconds;
    const timer = this.clock.setTimer(milliseconds, () => controller.abort(new RunTimeoutError(milliseconds / 1000)));
    try {
      const leave = await this.admission.enter({ agent, credential }, { key: id, kind: 'fresh' }, signal);
      return await untilAborted(work(signal), signal).finally(leave);
    } finally {
      timer.cancel();
      unlink();
      unregister();
    }
  }
}
