import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { BackgroundPruning } from '../common/background-pruning.js';
import { Clock } from '../common/clock.js';
import { portions } from '../common/portions.js';
import { SessionSection } from '../config/config-sections.js';
import { DurableRuns } from '../runs/journal/durable-runs.service.js';
import { prunableResponses } from './prunable-responses.js';
import { ResponseRemoval } from './response-removal.service.js';
import { type ResponseLine, ResponseStore } from './response-store.port.js';

/** Keeps the responses, each with the events of its run, within the limits of sessions: the oldest go first. */
@Injectable()
export class ResponsePruner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(ResponsePruner.name);
  private readonly pruning = new BackgroundPruning(
    () => this.prune(),
    () => this.section.current.maxDiskBytes,
  );

  constructor(
    @Inject(ResponseStore) private readonly store: ResponseStore,
    private readonly removal: ResponseRemoval,
    private readonly durable: DurableRuns,
    @Inject(SessionSection) private readonly section: SessionSection,
    @Inject(Clock) private readonly clock: Clock,
  ) {
    durable.onKept((bytes) => this.pruning.grown(bytes));
  }

  onApplicationBootstrap(): void {
    this.pruning.start();
  }

  /** Prunes unasked after each hundredth response, and sooner where they or their runs are large. */
  responseAdded(bytes: number): void {
    this.pruning.added(bytes);
  }

  /** Removes what is over the limits, but for responses whose run is under way. Never rejects. */
  async prune(): Promise<void> {
    try {
      const over = prunableResponses(await this.sized(), this.section.current, this.clock.now());
      const idle = over.filter(({ runId }) => !this.durable.isUnderWay(runId));
      for (const some of portions(idle)) await this.removal.forget(some);
    } catch (error) {
      this.logger.error('Old responses could not be removed; it will be tried again later.', error);
    }
  }

  /** Waits for a pruning at work, so that the store is not closed under it. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.pruning.settled();
  }

  private async sized(): Promise<ResponseLine[]> {
    const lines = await this.store.lines();
    const runs = await this.durable.sizes(lines.map(({ runId }) => runId));
    return lines.map((line) => ({ ...line, bytes: line.bytes + (runs.get(line.runId) ?? 0) }));
  }
}
