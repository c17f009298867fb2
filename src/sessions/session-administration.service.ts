import { Inject, Injectable } from '@nestjs/common';
import { SessionLanes } from './session-lane.port.js';
import {
  type FoundSessions,
  type SessionDetails,
  type SessionQuery,
  SessionStore,
  type Turn,
} from './session-store.port.js';
import { SessionChangedError, SessionNotFoundError } from './session.errors.js';

/** What an operator does to kept sessions. Changes wait until no run is at work in the session. */
@Injectable()
export class SessionAdministration {
  constructor(
    @Inject(SessionStore) private readonly store: SessionStore,
    @Inject(SessionLanes) private readonly lanes: SessionLanes,
  ) {}

  find(query: SessionQuery): Promise<FoundSessions> {
    return this.store.find(query);
  }

  /** Rejects with `SessionNotFoundError`. */
  async describe(key: string): Promise<SessionDetails> {
    const details = await this.store.describe(key);
    if (!details) throw new SessionNotFoundError();
    return details;
  }

  /** The turns of the session as it stands, oldest first; none where nothing is stored under the key. */
  async turns(key: string): Promise<Turn[]> {
    return (await this.store.load(key))?.turns ?? [];
  }

  /** Lets it begin anew; its turns stay stored. Rejects with `SessionNotFoundError`, and the signal's reason. */
  async reset(key: string, signal: AbortSignal): Promise<void> {
    const lease = await this.lanes.acquire(key, signal);
    try {
      if (!(await this.store.reset(key))) throw new SessionNotFoundError();
    } finally {
      lease.release();
    }
  }

  /** Removes it with all its turns. Rejects with `SessionNotFoundError` or `SessionChangedError`, and the signal's reason. */
  async remove(key: string, signal: AbortSignal): Promise<void> {
    const lease = await this.lanes.acquire(key, signal);
    try {
      // A turn that another gateway adds meanwhile makes it another session than the one that was to go.
      if (!(await this.store.remove(await this.describe(key)))) throw new SessionChangedError();
    } finally {
      lease.release();
    }
  }
}
