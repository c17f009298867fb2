import type { ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { answerHeaderNames } from '../../http/answer-header-names.js';
import { markReplay } from '../../http/run-headers.js';
import { setHeaders } from '../../http/set-headers.js';
import { annotateRequest } from '../../observability/request-context.js';
import { DurableRuns, type RunStanding } from '../../runs/journal/durable-runs.service.js';
import type { LedgerEntry } from './call-ledger.port.js';
import type { TellableAnswer } from './repeatable-call.js';
import { RunInterruptedError, RunUnderWayError } from './repeats.errors.js';

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
   * be begun anew, as its run is over and nothing was changed. Throws `RunInterruptedError` where that cannot be known, or the
   * answer is not known any more, and `RunUnderWayError` where it cannot be told yet.
   */
  async retell<Replay>(
    entry: LedgerEntry,
    { response, signal }: Listener,
  ): Promise<TellableAnswer<Replay> | undefined> {
    const { runId, headers, replay } = entry.answer;
    const standing = await this.durable.standing(runId);
    const outcome = outcomeOf(standing, entry);
    if (outcome === 'anew') return undefined;
    setHeaders(response, headers);
    const agentId = headers[answerHeaderNames.agentId];
    annotateRequest({ runId, ...(agentId === undefined ? {} : { agentId }) });
    if (outcome === 'interrupted') throw new RunInterruptedError();
    if (outcome === 'wait') throw new RunUnderWayError();
    markReplay(response);
    // Written by the same endpoint, whose name is part of the id and of the fingerprint.
    return { replay: replay as Replay, run: await this.durable.tell(runId, signal) };
  }
}

/** What a call comes to. A run under way is never begun a second time. */
function outcomeOf(
  standing: RunStanding,
  { answer, sideEffect }: LedgerEntry,
): 'told' | 'anew' | 'wait' | 'interrupted' {
  const isTellable = answer.replay !== null;
  switch (standing) {
    case 'under-way':
      return isTellable ? 'told' : 'wait';
    case 'cut':
      return 'wait';
    case 'completed':
      if (isTellable) return 'told';
      return sideEffect ? 'interrupted' : 'anew';
    case 'failed':
      if (!sideEffect) return 'anew';
      return isTellable ? 'told' : 'interrupted';
    case 'aborted':
    case 'lost':
      return sideEffect ? 'interrupted' : 'anew';
  }
}
