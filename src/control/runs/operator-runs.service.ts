import { hash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { RunJournal } from '../../runs/journal/run-journal.service.js';
import { RunExistsError } from '../../runs/runs.errors.js';
import { RunsService } from '../../runs/runs.service.js';
import type { StartedRun } from '../../runs/started-run.js';
import { IdempotentRequests } from '../idempotent-requests.js';
import type { Operator } from '../operator.js';
import { OperatorRunReader } from './operator-run-reader.service.js';
import type { OperatorMessage, OperatorRun, RunOutcome } from './operator-run.js';
import { toRunOutcome } from './to-run-outcome.js';

/** A run, and whether the request for it had come before. */
export interface RequestedRun {
  run: OperatorRun;
  isRepeat: boolean;
}

/** Starts runs for operators, once for each idempotency key. */
@Injectable()
export class OperatorRuns {
  private readonly requests: IdempotentRequests<OperatorRun>;

  constructor(
    private readonly reader: OperatorRunReader,
    private readonly runs: RunsService,
    private readonly journal: RunJournal,
    @Inject(Clock) private readonly clock: Clock,
  ) {
    this.requests = new IdempotentRequests(clock, charactersOf);
  }

  /** `method` is the one that was called. Rejects for a message that cannot become a run; it may then be sent again. */
  async start(method: string, message: OperatorMessage, operator: Operator): Promise<RequestedRun> {
    const contents = fingerprint(method, message, operator);
    const { outcome: run, isRepeat } = await this.requests.once(runIdOf(message, operator), contents, () =>
      this.begin(message, operator),
    );
    return { run, isRepeat };
  }

  private async begin(message: OperatorMessage, operator: Operator): Promise<OperatorRun> {
    const runId = runIdOf(message, operator);
    if (this.journal.find(runId)) throw new RunExistsError(runId);
    const { request, warnings } = await this.reader.read(message, operator);
    const { sessionKey, events } = await this.runs.start(request, runId);
    const acceptedAt = this.clock.now();
    const outcome = this.outcomeOf(events);
    const run: OperatorRun = { runId, sessionKey, agentId: request.agent.id, acceptedAt, warnings, outcome };
    // Never rejects: the events of a run end with its failure.
    outcome.then(
      (ended) => (run.ended = ended),
      () => undefined,
    );
    return run;
  }

  /**
   * The run begins when its operator has been answered, in another turn of the event loop, so that the answer goes out by
   * itself: a client that reads it together with the end of the run may not know the run yet.
   */
  private async outcomeOf(events: StartedRun['events']): Promise<RunOutcome> {
    await new Promise(setImmediate);
    return toRunOutcome(events, () => this.clock.now());
  }
}

/** The key of a client is the id of its run; within a namespace it cannot meet the one of another. */
function runIdOf({ idempotencyKey }: OperatorMessage, { credential: { namespace } }: Operator): string {
  return namespace === undefined ? idempotencyKey : `${namespace}:${idempotencyKey}`;
}

function fingerprint(method: string, message: OperatorMessage, { credential }: Operator): string {
  return hash('sha256', JSON.stringify([method, credential.id, contentsOf(message)]), 'base64');
}

/** All that makes a request what it is, in one order: a client may send its parameters in any. */
function contentsOf(message: OperatorMessage): unknown[] {
  const { agentId, sessionKey, extraSystemPrompt, senderIsOwner, timeoutMilliseconds, attachments = [] } = message;
  const files = attachments.map(({ content, fileName, mimeType }) => [content, fileName, mimeType]);
  return [message.message, agentId, sessionKey, extraSystemPrompt, senderIsOwner, timeoutMilliseconds, files];
}

/** Undefined while the run is at work. */
function charactersOf({ ended }: OperatorRun): number | undefined {
  if (ended === undefined) return undefined;
  return ended.ok ? ended.text.length : 0;
}
