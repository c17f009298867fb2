import type { ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { answerHeaderNames } from '../../http/answer-header-names.js';
import { retellHeaders } from '../../http/run-headers.js';
import { annotateRequest } from '../../observability/request-context.js';
import { DurableRuns } from '../../runs/journal/durable-runs.service.js';
import type { LedgerEntry } from './call-ledger.port.js';
import type { TellableAnswer } from './repeatable-call.js';
import { RunInterruptedError } from './repeats.errors.js';

/** Who asks once more. */
export interface Listener {
  response: ServerResponse;
  signal: AbortSignal;
}

/** Decides what a call comes to that is known: the answer that there is, an error, or a run of its own. */
@Injectable()
export class KnownRuns {
  constructor(private readonly durable: DurableRuns) {}

  /**
   * The answer of a run that goes on, has succeeded, or has failed after it had changed something. Undefined where the call is to
   * be begun anew, as nothing was changed. Throws `RunInterruptedError` where that cannot be known.
   */
  async retell<Replay>(
    { answer, sideEffect }: LedgerEntry,
    listener: Listener,
  ): Promise<TellableAnswer<Replay> | undefined> {
    const { runId, headers, replay } = answer;
    const standing = await this.durable.standing(runId);
    const isHeard = standing === 'under-way' || standing === 'completed';
    if (!isHeard && !sideEffect) return undefined;
    retellHeaders(listener.response, headers);
    const agentId = headers[answerHeaderNames.agentId];
    annotateRequest({ runId, ...(agentId === undefined ? {} : { agentId }) });
    if (standing === 'aborted' || standing === 'lost') throw new RunInterruptedError();
    // Written by the same endpoint, whose name is part of the id and of the fingerprint.
    return { replay: replay as Replay, run: await this.durable.tell(runId, listener.signal) };
  }
}
