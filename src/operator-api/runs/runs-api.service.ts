import { Inject, Injectable } from '@nestjs/common';
import { parseAgentId } from '../../agents/agent-id.js';
import { AgentResolverService, mayUse } from '../../agents/agent-resolver.service.js';
import type { Credential } from '../../auth/credential.js';
import { DeadlineError, withDeadline } from '../../common/abort.js';
import { Clock } from '../../common/clock.js';
import { listLimits } from '../../control/list-limits.js';
import { SessionKeys } from '../../control/sessions/session-keys.service.js';
import { EventStream } from '../../http/event-stream.js';
import { RunJournal } from '../../runs/journal/run-journal.service.js';
import type { RunLog } from '../../runs/journal/run-log.js';
import { runStatuses } from '../../runs/journal/run-record.js';
import { RunsService } from '../../runs/runs.service.js';
import { isVisible } from '../../sessions/session-name.js';
import { RunNotFoundError, RunStillEndingError } from '../operator-api.errors.js';
import { type Query, readChoice, readCount, readText } from '../read-query.js';
import { followRun } from './follow-run.js';
import { readStart } from './read-start.js';
import { toWireRun } from './to-wire-run.js';
import type { WireRun, WireRunList } from './wire-run.js';

/** Seconds that a run which is told to stop may take for it before the caller gets an answer. */
const secondsToEnd = 2;

/** Who wants a run to stop. */
export interface CancelCall {
  credential: Credential;
  /** Aborts when the caller leaves. */
  signal: AbortSignal;
}

/** A reader of a run's events. */
export interface FollowCall {
  credential: Credential;
  query: Query;
  /** The header `Last-Event-ID`, by which a reader comes back; wins over the query's `after`. */
  lastEventId: string | undefined;
  /** Aborts when the reader leaves; the run goes on. */
  signal: AbortSignal;
}

/** The runs that the journal knows, for HTTP. */
@Injectable()
export class RunsApi {
  constructor(
    private readonly journal: RunJournal,
    private readonly runs: RunsService,
    private readonly keys: SessionKeys,
    private readonly agents: AgentResolverService,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** The newest first. Throws 400 that names a bad value of the query. */
  list(query: Query, { agents, namespace }: Credential): WireRunList {
    const agent = readText(query, 'agent');
    const agentId = agent === undefined ? undefined : parseAgentId(agent, 'agent');
    if (agentId !== undefined) this.agents.checkAllowed({ id: agentId }, agents);
    const session = readText(query, 'session');
    const credential = { agents, namespace };
    const sessionKey =
      session === undefined ? undefined : this.keys.kept({ key: session, agentId, field: 'session', credential });
    const status = readChoice(query, 'status', runStatuses);
    const limit = readCount(query, 'limit', { least: 1, most: listLimits.most }) ?? listLimits.otherwise;
    const fitting = this.journal.list().filter(({ record }) => {
      return (
        isVisible(record.sessionKey, namespace) &&
        mayUse(agents, record.agentId) &&
        (status ?? record.status) === record.status &&
        (agentId ?? record.agentId) === record.agentId &&
        (sessionKey ?? record.sessionKey) === record.sessionKey
      );
    });
    const data = fitting.slice(0, limit).map(toWireRun);
    return { object: 'list', data, total: fitting.length, has_more: data.length < fitting.length };
  }

  /** Throws `RunNotFoundError`. */
  describe(id: string, credential: Credential): WireRun {
    return toWireRun(this.find(id, credential));
  }

  /**
   * Undefined for a reader who has had the last event. Throws `RunNotFoundError`, and 400 for a place where the run has not been.
   */
  follow(id: string, { credential, query, lastEventId, signal }: FollowCall): EventStream | undefined {
    const log = this.find(id, credential);
    const from = readStart({ query, lastEventId, end: log.end });
    if (log.hasEnded && from === log.end) return undefined;
    return new EventStream(followRun(log, from, signal), () => undefined);
  }

  /** The run when it has ended, also where it had before. Rejects with `RunNotFoundError` or `RunStillEndingError`. */
  async cancel(id: string, { credential, signal }: CancelCall): Promise<WireRun> {
    const log = this.find(id, credential);
    if (!log.hasEnded && this.runs.cancel(id)) await this.untilEnd(log, signal);
    return toWireRun(log);
  }

  /** A run of another key does not exist for this one. */
  private find(id: string, { agents, namespace }: Credential): RunLog {
    const log = this.journal.find(id);
    if (!log || !isVisible(log.record.sessionKey, namespace)) throw new RunNotFoundError();
    this.agents.checkAllowed({ id: log.record.agentId }, agents);
    return log;
  }

  private async untilEnd(log: RunLog, signal: AbortSignal): Promise<void> {
    const deadline = { clock: this.clock, seconds: secondsToEnd, signal };
    try {
      await withDeadline(deadline, (either) => log.untilEnd(either));
    } catch (error) {
      throw error instanceof DeadlineError ? new RunStillEndingError() : error;
    }
  }
}
