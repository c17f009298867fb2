import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { RunJournal } from '../../runs/journal/run-journal.service.js';
import { RunsService } from '../../runs/runs.service.js';
import { SessionAdministration } from '../../sessions/session-administration.service.js';
import { namespaceOf } from '../../sessions/session-name.js';
import { EventHub } from '../events/event-hub.service.js';
import { IdempotentRequests } from '../idempotent-requests.js';

export type SessionChange = 'reset' | 'delete';

/** The session that a change is meant for, by its whole key. */
export interface SessionTarget {
  key: string;
  idempotencyKey?: string | undefined;
}

/** What operators do to sessions, and what others learn of it. */
@Injectable()
export class OperatorSessions {
  private readonly changes: IdempotentRequests<boolean>;

  constructor(
    private readonly runs: RunsService,
    private readonly journal: RunJournal,
    private readonly sessions: SessionAdministration,
    private readonly events: EventHub,
    @Inject(Clock) clock: Clock,
  ) {
    this.changes = new IdempotentRequests(clock);
  }

  /**
   * Stops what is at work in the session, then lets it begin anew or removes it. Resolves to whether there was such a session;
   * for a request that is sent again, to what it was the first time.
   */
  async change(change: SessionChange, { key, idempotencyKey }: SessionTarget): Promise<boolean> {
    if (idempotencyKey === undefined) return this.carryOut(change, key);
    const { outcome } = await this.changes.once(`${namespaceOf(key) ?? ''}:${idempotencyKey}`, `${change} ${key}`, () =>
      this.carryOut(change, key),
    );
    return outcome;
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
    const existed = await this.apply(change, key);
    if (existed) this.events.sessionChanged(key, change);
    return existed;
  }

  private apply(change: SessionChange, key: string): Promise<boolean> {
    // It is done also when the operator leaves: whoever asks again with the same key waits for it.
    const { signal } = new AbortController();
    switch (change) {
      case 'reset':
        return this.sessions.reset(key, signal);
      case 'delete':
        return this.sessions.remove(key, signal);
    }
  }
}
