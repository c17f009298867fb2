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
import { DurableRuns } from '../runs/journal/durable-runs.service.js';
import { ResponseRemoval } from './response-removal.service.js';
import { ResponseStore } from './response-store.port.js';

/** How many go in one statement. */
const most = 500;

/** Keeps the responses within `session.maxEntries` and `session.pruneAfter`, the oldest go first. */
@Injectable()
export class ResponsePruner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(ResponsePruner.name);
  private readonly pruning = new BackgroundPruning(() => this.prune());

  constructor(
    @Inject(ResponseStore) private readonly store: ResponseStore,
    private readonly removal: ResponseRemoval,
    private readonly durable: DurableRuns,
    @Inject(SessionSection) private readonly section: SessionSection,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.pruning.start();
  }

  /** Prunes unasked after each hundredth response. */
  responseAdded(): void {
    this.pruning.added();
  }

  /** Removes what is over the limits, but for responses whose run is under way. Never rejects. */
  async prune(): Promise<void> {
    try {
      const { pruneAfter, maxEntries } = this.section.current;
      const old = await this.store.beyond({ before: this.clock.now() - pruneAfter, most: maxEntries });
      const over = old.filter(({ runId }) => !this.durable.isUnderWay(runId));
      for (let first = 0; first < over.length; first += most) {
        await this.removal.forget(over.slice(first, first + most));
      }
    } catch (error) {
      this.logger.error('Old responses could not be removed; it will be tried again later.', error);
    }
  }

  /** Waits for a pruning at work, so that the store is not closed under it. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.pruning.settled();
  }
}
