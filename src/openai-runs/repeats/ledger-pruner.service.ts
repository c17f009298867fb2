import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { BackgroundPruning } from '../../common/background-pruning.js';
import { Clock, type Timer } from '../../common/clock.js';
import { portions } from '../../common/portions.js';
import { DurableRuns } from '../../runs/journal/durable-runs.service.js';
import { CallLedger, type LedgerLine } from './call-ledger.port.js';

/** What the ledger and the answers that are kept for it alone may take; the oldest go first. */
export const ledgerLimits = { calls: 20_000, bytes: 1_000_000_000 };

const hour = 3_600_000;

/** Takes expired calls out of the ledger, every hour and as calls are added, and keeps it within its limits. */
@Injectable()
export class LedgerPruner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(LedgerPruner.name);
  private readonly pruning = new BackgroundPruning(() => this.prune());
  private timer: Timer | undefined;

  constructor(
    @Inject(CallLedger) private readonly ledger: CallLedger,
    private readonly durable: DurableRuns,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.pruning.start();
    this.timer = this.clock.setTimer(hour, () => this.onApplicationBootstrap());
  }

  entryAdded(): void {
    this.pruning.added();
  }

  /** Removes what is over a limit, but for calls whose run is under way. Never rejects. */
  async prune(): Promise<void> {
    try {
      const over = (await this.over()).filter(({ runId }) => !this.durable.isUnderWay(runId));
      for (const lines of portions(over)) {
        await this.durable.forget(lines.filter(({ ownsEvents }) => ownsEvents).map(({ runId }) => runId));
        await this.ledger.remove(lines.map(({ id }) => id));
      }
    } catch (error) {
      this.logger.error('Old calls could not be removed; it will be tried again later.', error);
    }
  }

  /** Waits for a pruning at work, so that the ledger is not closed under it. */
  async beforeApplicationShutdown(): Promise<void> {
    this.timer?.cancel();
    await this.pruning.settled();
  }

  private async over(): Promise<LedgerLine[]> {
    const lines = (await this.ledger.lines()).reverse();
    const owned = lines.filter(({ ownsEvents }) => ownsEvents);
    const sizes = await this.durable.sizes(owned.map(({ runId }) => runId));
    const now = this.clock.now();
    let bytes = 0;
    return lines.filter(({ runId, expiresAt, bytes: own }, position) => {
      bytes += own + (sizes.get(runId) ?? 0);
      return expiresAt <= now || position >= ledgerLimits.calls || bytes > ledgerLimits.bytes;
    });
  }
}
