import { Inject, Injectable } from '@nestjs/common';
import { Ids } from '../common/ids.js';
import type { SessionKey } from '../sessions/session-key.js';
import type { RunPlan } from './run-plan.js';
import { RunPlanner } from './run-planner.service.js';
import type { RunRequest } from './run-request.js';
import { sessionKeyOf } from './session-key-of.js';

/** Tells what a run would be, by the same plan, without running it: no model is called and nothing is kept. */
@Injectable()
export class RunPreview {
  constructor(
    private readonly planner: RunPlanner,
    @Inject(Ids) private readonly ids: Ids,
  ) {}

  /** Throws 400 for a header that is no session key of the agent. */
  sessionKey(request: RunRequest): SessionKey {
    return sessionKeyOf(request, this.ids);
  }

  /** Rejects as the run would before its first model call. */
  plan(request: RunRequest, session: SessionKey): Promise<RunPlan> {
    return this.planner.plan(request, session, request.signal);
  }
}
