import { Injectable } from '@nestjs/common';
import { AgentResolverService } from '../../agents/agent-resolver.service.js';
import { isJsonObject } from '../../common/json.js';
import { callRights } from './call-rights.js';
import { unwatched } from './call-watch.js';
import { CountedRetries } from './counted-retries.service.js';
import { KeyedCalls } from './keyed-calls.service.js';
import type { AdmittedCall, AnswerTeller, RepeatableCall } from './repeatable-call.js';

/** Answers calls so that one which is sent again does not do its work again. */
@Injectable()
export class Repeats {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly counted: CountedRetries,
    private readonly agents: AgentResolverService,
  ) {}

  /** Rejects as the teller does, where no agent answers to the call, and where it may not be begun again. */
  async answer<Replay, Answer>(call: RepeatableCall, teller: AnswerTeller<Replay, Answer>): Promise<Answer> {
    const { key, retryCount } = call.repeat;
    if (key !== undefined) return this.keyed.answer(key, this.admit(call), teller);
    if (retryCount !== undefined) return this.counted.answer(this.admit(call), teller);
    return teller.tell(await teller.begin(unwatched));
  }

  /** Every time, since the configuration may have changed since an earlier try. */
  private admit(call: RepeatableCall): AdmittedCall {
    const named = isJsonObject(call.body) ? call.body['model'] : undefined;
    const model = typeof named === 'string' ? named : undefined;
    const allowed = call.owner.credential.agents;
    const agent = this.agents.resolve({ model, agentHeader: call.route.agentId, allowed });
    return { ...call, rights: callRights(agent, call.owner) };
  }
}
