import { Injectable } from '@nestjs/common';
import { KeyRing } from '../../auth/keys/key-ring.service.js';
import { answerHeaderNames } from '../../http/answer-header-names.js';
import { markReplay } from '../../http/run-headers.js';
import { setHeaders } from '../../http/set-headers.js';
import { annotateRequest } from '../../observability/request-context.js';
import { DurableRuns, type RunStanding } from '../../runs/journal/durable-runs.service.js';
import { KeyEndedError } from '../../runs/runs.errors.js';
import type { LedgerEntry } from './call-ledger.port.js';
import type { AdmittedCall, TellableAnswer } from './repeatable-call.js';
import { AnswerDeletedError, RunInterruptedError, RunUnderWayError } from './repeats.errors.js';

/** Who asks once more. */
export type Listener = Pick<AdmittedCall, 'owner' | 'rights' | 'response' | 'signal'>;

/** Decides what a call comes to that is known: the answer that there is, an error, or a run of its own. */
@Injectable()
export class KnownRuns {
  constructor(
    private readonly durable: DurableRuns,
    private readonly keys: KeyRing,
  ) {}

  /**
   * The answer of a run that goes on, has succeeded, or has failed after it had changed something; one that ends with another client
   * has to be over. Undefined where the call is to be begun anew, as its run is over and nothing was changed. Throws
   * `RunInterruptedError` where that cannot be known, or the answer is not known any more or not for this caller,
   * `RunUnderWayError` where it cannot be told yet, `AnswerDeletedError`, and `KeyEndedError`.
   */
  async retell<Replay>(entry: LedgerEntry, listener: Listener): Promise<TellableAnswer<Replay> | undefined> {
    const { owner, rights, response, signal } = listener;
    const { runId, headers, replay } = entry.answer;
    const outcome = outcomeOf(await this.durable.standing(runId), entry, rights);
    if (outcome === 'anew') return undefined;
    // As late as can be, since the key may have ended while the caller waited.
    if (this.keys.standing(owner.credential) === 'ended') throw new KeyEndedError();
    setHeaders(response, headers);
    const agentId = headers[answerHeaderNames.agentId];
    annotateRequest({ runId, ...(agentId === undefined ? {} : { agentId }) });
    if (outcome !== 'told') throw refusals[outcome]();
    markReplay(response);
    // Written by the same endpoint, whose name is part of the id and of the fingerprint.
    return { replay: replay as Replay, run: await this.durable.tell(runId, signal) };
  }
}

const refusals = {
  deleted: () => new AnswerDeletedError(),
  interrupted: () => new RunInterruptedError(),
  wait: () => new RunUnderWayError(),
};

/** What a call comes to. A run under way is never begun a second time. */
function outcomeOf(
  standing: RunStanding,
  { answer, sideEffect, rights }: LedgerEntry,
  rightsNow: string,
): 'told' | 'anew' | keyof typeof refusals {
  if (answer.isDeleted) return 'deleted';
  const isTellable = answer.replay !== null && rights === rightsNow;
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
