import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { BackgroundPruning } from '../../common/background-pruning.js';
import { beyondShares } from '../../common/beyond-shares.js';
import { Clock, type Timer } from '../../common/clock.js';
import { portions } from '../../common/portions.js';
import { DurableRuns } from '../../runs/journal/durable-runs.service.js';
import { CallLedger, type LedgerEntry, type LedgerLine } from './call-ledger.port.js';
import type { EntryWriter } from './call-watch.js';

/**
 * What the ledger and the answers that are kept for it alone may take. Beyond it calls go of the credential that has the most: its
 * oldest first, those that changed something after all others, and of them only the answers, down to `notes`.
 */
export const ledgerLimits = { calls: 20_000, bytes: 1_000_000_000, notes: 100_000 };

/** An entry of fewer bytes is as good as shortened. */
const noteBytes = 2_000;

const hour = 3_600_000;

/** Writes calls into the ledger, takes expired ones out, every hour and as others come, and keeps it within its limits. */
@Injectable()
export class LedgerKeeper implements EntryWriter, OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(LedgerKeeper.name);
  private readonly pruning = new BackgroundPruning(
    () => this.prune(),
    () => ledgerLimits.bytes,
  );
  private timer: Timer | undefined;

  constructor(
    @Inject(CallLedger) private readonly ledger: CallLedger,
    private readonly durable: DurableRuns,
    @Inject(Clock) private readonly clock: Clock,
  ) {
    durable.onKept((bytes) => this.pruning.grown(bytes));
  }

  onApplicationBootstrap(): void {
    this.pruning.start();
    this.timer = this.clock.setTimer(hour, () => this.onApplicationBootstrap());
  }

  async put(entry: LedgerEntry): Promise<void> {
    this.pruning.added(await this.ledger.put(entry));
  }

  /** Removes what is over a limit, but for calls whose run is under way. Never rejects. */
  async prune(): Promise<void> {
    try {
      const { removed, shortened } = await this.over();
      for (const lines of portions(removed)) await this.forget(lines, (ids) => this.ledger.remove(ids));
      for (const lines of portions(shortened)) await this.forget(lines, (ids) => this.ledger.shorten(ids));
    } catch (error) {
      this.logger.error('Old calls could not be removed; it will be tried again later.', error);
    }
  }

  /** Waits for a pruning at work, so that the ledger is not closed under it. */
  async beforeApplicationShutdown(): Promise<void> {
    this.timer?.cancel();
    await this.pruning.settled();
  }

  private async forget(lines: LedgerLine[], entries: (ids: string[]) => Promise<void>): Promise<void> {
    await this.durable.forget(lines.filter(({ ownsEvents }) => ownsEvents).map(({ runId }) => runId));
    await entries(lines.map(({ id }) => id));
  }

  private async over(): Promise<{ removed: LedgerLine[]; shortened: LedgerLine[] }> {
    const lines = (await this.ledger.lines()).filter(({ runId }) => !this.durable.isUnderWay(runId));
    const now = this.clock.now();
    const current = lines.filter(({ expiresAt }) => expiresAt > now);
    const [notes, others] = [true, false].map((sideEffect) => current.filter((line) => line.sideEffect === sideEffect));
    const beyond = await this.beyondLimits([...notes.reverse(), ...others.reverse()]);
    const beyondNotes = beyondCount(notes, ledgerLimits.notes);
    const isSpared = (line: LedgerLine): boolean => line.sideEffect && !beyondNotes.has(line);
    return {
      removed: [...lines.filter(({ expiresAt }) => expiresAt <= now), ...beyond.filter((line) => !isSpared(line))],
      shortened: beyond.filter((line) => isSpared(line) && isLong(line)),
    };
  }

  /** Of these, those that there is no room for; of each credential the first are the last to go. */
  private async beyondLimits(lines: LedgerLine[]): Promise<LedgerLine[]> {
    const owned = lines.filter(({ ownsEvents }) => ownsEvents);
    const sizes = await this.durable.sizes(owned.map(({ runId }) => runId));
    const size = ({ bytes, runId }: LedgerLine): number => bytes + (sizes.get(runId) ?? 0);
    const many = beyondCount(lines, ledgerLimits.calls);
    const large = new Set(beyondShares(lines, { holder, size, room: ledgerLimits.bytes }));
    return lines.filter((line) => many.has(line) || large.has(line));
  }
}

function beyondCount(lines: LedgerLine[], room: number): Set<LedgerLine> {
  return new Set(beyondShares(lines, { holder, size: () => 1, room }));
}

function holder({ credentialId }: LedgerLine): string {
  return credentialId;
}

function isLong({ ownsEvents, bytes }: LedgerLine): boolean {
  return ownsEvents || bytes > noteBytes;
}
