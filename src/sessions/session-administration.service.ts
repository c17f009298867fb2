import { Inject, Injectable } from '@nestjs/common';
import { SessionLanes } from './session-lane.port.js';
import {
  type FoundSessions,
  type SessionDetails,
  type SessionQuery,
  SessionStore,
  type Turn,
} from './session-store.port.js';
import { SessionChangedError } from './session.errors.js';

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

  /** Undefined where nothing is stored under the key. */
  describe(key: string): Promise<SessionDetails | undefined> {
    return this.store.describe(key);
  }

  /** The turns of the session as it stands, oldest first; none where nothing is stored under the key. */
  async turns(key: string): Promise<Turn[]> {
    return (await this.store.load(key))?.turns ?? [];
  }

  /** Lets it begin anew; its turns stay stored. Resolves to whether there is such a session; rejects with the signal's reason. */
  reset(key: string, signal: AbortSignal): Promise<boolean> {
    return this.alone(key, signal, () => this.store.reset(key));
  }

  /**
   * Removes it with all its turns. Resolves to whether there was such a session; rejects with `SessionChangedError`, and the
   * signal's reason.
   */
  remove(key: string, signal: AbortSignal): Promise<boolean> {
    return this.alone(key, signal, async () => {
      const details = await this.store.describe(key);
      if (!details) return false;
      // A turn that another gateway adds meanwhile makes it another session than the one that was to go.
      if (!(await this.store.remove(details))) throw new SessionChangedError();
      return true;
    });
  }

  private async alone(key: string, signal: AbortSignal, change: () => Promise<boolean>): Promise<boolean> {
    const lease = await this.lanes.acquire(key, signal);
    try {
      return await change();
    } finally {
      lease.release();
    }
  }
}
