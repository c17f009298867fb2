import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { BackgroundPruning } from '../common/background-pruning.js';
import { Clock } from '../common/clock.js';
import { SessionSection } from '../config/config-sections.js';
import { prunableSessions } from './prunable-sessions.js';
import { SessionLanes } from './session-lane.port.js';
import { SessionStore, type SessionSummary } from './session-store.port.js';

/** Keeps the store within `session.maxEntries`, `session.pruneAfter` and `session.maxDiskBytes`. */
@Injectable()
export class SessionPrunerService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(SessionPrunerService.name);
  private readonly pruning = new BackgroundPruning(
    () => this.prune(),
    () => this.section.current.maxDiskBytes,
  );

  constructor(
    @Inject(SessionStore) private readonly store: SessionStore,
    @Inject(SessionLanes) private readonly lanes: SessionLanes,
    @Inject(SessionSection) private readonly section: SessionSection,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.pruning.start();
  }

  /** Prunes in the background after each hundredth turn, and sooner where they are large. */
  turnWritten(bytes: number): void {
    this.pruning.added(bytes);
  }

  /** Removes what is over the limits, the longest unused first, and leaves sessions that are in use. Never rejects. */
  async prune(): Promise<void> {
    try {
      const sessions = await this.store.list();
      for (const session of prunableSessions(sessions, this.section.current, this.clock.now())) {
        await this.removeUnlessTaken(session);
        await new Promise(setImmediate);
      }
    } catch (error) {
      this.logger.error('Old sessions could not be removed; it will be tried again later.', error);
    }
  }

  /** Waits for a pruning at work, so that the store is not closed under it. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.pruning.settled();
  }

  private async removeUnlessTaken(session: SessionSummary): Promise<void> {
    const lease = this.lanes.tryAcquire(session.key);
    if (!lease) return;
    try {
      await this.store.remove(session);
    } finally {
      lease.release();
    }
  }
}
