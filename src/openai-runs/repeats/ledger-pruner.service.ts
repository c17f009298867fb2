import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Clock, type Timer } from '../../common/clock.js';
import { DurableRuns } from '../../runs/journal/durable-runs.service.js';
import { CallLedger, type LedgerLine } from './call-ledger.port.js';

/** What the ledger and the answers that are kept for it alone may take; the oldest go first. */
export const ledgerLimits = { calls: 20_000, bytes: 1_000_000_000 };

const hour = 3_600_000;
const callsBetweenPrunings = 100;
/** How many go in one statement. */
const most = 500;

/** Takes expired calls out of the ledger, every hour and as calls are added, and keeps it within its limits. */
@Injectable()
export class LedgerPruner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(LedgerPruner.name);
  private added = 0;
  private running: Promise<void> | undefined;
  private timer: Timer | undefined;

  constructor(
    @Inject(CallLedger) private readonly ledger: CallLedger,
    private readonly durable: DurableRuns,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.start();
    this.timer = this.clock.setTimer(hour, () => this.onApplicationBootstrap());
  }

  entryAdded(): void {
    this.added += 1;
    if (this.added % callsBetweenPrunings === 0) this.start();
  }

  /** Removes what is over a limit, but for calls whose run is under way. Never rejects. */
  async prune(): Promise<void> {
    try {
      const over = (await this.over()).filter(({ runId }) => !this.durable.isUnderWay(runId));
      for (const lines of portions(over)) {
        await this.durable.forget(lines.filter(({ ownsStory }) => ownsStory).map(({ runId }) => runId));
        await this.ledger.remove(lines.map(({ id }) => id));
      }
    } catch (error) {
      this.logger.error('Old calls could not be removed; it will be tried again later.', error);
    }
  }

  /** Waits for a pruning at work, so that the ledger is not closed under it. */
  async beforeApplicationShutdown(): Promise<void> {
    this.timer?.cancel();
    await this.running;
  }

  private start(): void {
    this.running ??= this.prune().finally(() => {
      this.running = undefined;
    });
  }

  private async over(): Promise<LedgerLine[]> {
    const lines = (await this.ledger.lines()).reverse();
    const stories = await this.storySizes(lines);
    const now = this.clock.now();
    let bytes = 0;
    return lines.filter(({ runId, expiresAt, bytes: own }, position) => {
      bytes += own + (stories.get(runId) ?? 0);
      return expiresAt <= now || position >= ledgerLimits.calls || bytes > ledgerLimits.bytes;
    });
  }

  private async storySizes(lines: readonly LedgerLine[]): Promise<Map<string, number>> {
    const sizes = new Map<string, number>();
    for (const portion of portions(lines.filter(({ ownsStory }) => ownsStory))) {
      for (const [id, size] of await this.durable.sizes(portion.map(({ runId }) => runId))) sizes.set(id, size);
    }
    return sizes;
  }
}

function portions(lines: readonly LedgerLine[]): LedgerLine[][] {
  const count = Math.ceil(lines.length / most);
  return Array.from({ length: count }, (_, index) => lines.slice(index * most, (index + 1) * most));
}
