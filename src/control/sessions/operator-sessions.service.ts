import { Inject, Injectable } from '@nestjs/common';
import { AgentResolverService } from '../../agents/agent-resolver.service.js';
import { Clock } from '../../common/clock.js';
import { RunJournal } from '../../runs/journal/run-journal.service.js';
import { RunsService } from '../../runs/runs.service.js';
import { SessionAdministration } from '../../sessions/session-administration.service.js';
import { SessionNotFoundError } from '../../sessions/session.errors.js';
import { EventHub } from '../events/event-hub.service.js';
import { IdempotentRequests } from '../idempotent-requests.js';
import { wholeSessionKey } from './session-name.js';

export type SessionChange = 'reset' | 'delete';

/** The session that a change is meant for, by its whole key. */
export interface SessionTarget {
  key: string;
  idempotencyKey?: string | undefined;
}

/** What operators do to sessions, and what others learn of it. */
@Injectable()
export class OperatorSessions {
  private readonly changes: IdempotentRequests<Promise<boolean>>;

  constructor(
    private readonly agents: AgentResolverService,
    private readonly runs: RunsService,
    private readonly journal: RunJournal,
    private readonly sessions: SessionAdministration,
    private readonly events: EventHub,
    @Inject(Clock) clock: Clock,
  ) {
    this.changes = new IdempotentRequests(clock);
  }

  /** The whole key; a name without an agent is one of `agentId`, else of the default agent. */
  keyOf(given: string, agentId?: string): string {
    const agent = agentId ?? this.agents.list().find(({ isDefault }) => isDefault)?.id ?? '';
    return wholeSessionKey(given, agent.toLowerCase());
  }

  /**
   * Stops what is at work in the session, then lets it begin anew or removes it. Resolves to whether there was such a session;
   * for a request that is sent again, to what it was the first time.
   */
  async change(change: SessionChange, { key, idempotencyKey }: SessionTarget): Promise<boolean> {
    if (idempotencyKey === undefined) return this.carryOut(change, key);
    const { outcome } = this.changes.once(idempotencyKey, `${change} ${key}`, () => this.carryOut(change, key));
    try {
      return await outcome;
    } catch (error) {
      this.changes.forget(idempotencyKey, outcome);
      throw error;
    }
  }

  /** Stops the runs of a session, or just the one called `runId`; returns the ids of those that were under way. */
  cancelRuns(key: string, runId?: string): string[] {
    return this.journal
      .active()
      .filter(({ id, record }) => record.sessionKey === key && (runId === undefined || id === runId))
      .map(({ id }) => id)
      .filter((id) => this.runs.cancel(id));
  }

  private async carryOut(change: SessionChange, key: string): Promise<boolean> {
    this.cancelRuns(key);
    // It is done also when the operator leaves: whoever asks again with the same key waits for it.
    const { signal } = new AbortController();
    try {
      await this.sessions[change === 'reset' ? 'reset' : 'remove'](key, signal);
    } catch (error) {
      if (error instanceof SessionNotFoundError) return false;
      throw error;
    }
    this.events.sessionChanged(key, change);
    return true;
  }
}
