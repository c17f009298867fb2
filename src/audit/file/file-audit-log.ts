import type { Clock, Timer } from '../../common/clock.js';
import { GroupCommit } from '../../storage/group-commit.js';
import type { AuditEntry, AuditEvent } from '../audit-event.js';
import type { AuditLog } from '../audit-log.port.js';
import { AuditUnwritableError } from '../audit.errors.js';
import { AuditBacklog, resumedLine } from './audit-backlog.js';
import type { AuditWriter } from './audit-writer.js';

const retryMilliseconds = 5_000;

/** An audit log of files in a directory. What comes within one turn of the event loop is put on the disk together. */
export class FileAuditLog implements AuditLog {
  private readonly commits = new GroupCommit<AuditEntry | undefined>(
    (entries) => this.commit(entries),
    // No entry is worse than another: what cannot be written is the file.
    () => true,
  );
  private readonly backlog = new AuditBacklog();
  /** Since when nothing can be written, in milliseconds since the epoch. */
  private troubleSince: number | undefined;
  private retry: Timer | undefined;
  private isClosed = false;

  constructor(
    private readonly writer: AuditWriter,
    private readonly clock: Clock,
    /** Is told when the trouble begins and when it ends. */
    private readonly reporter: { error(message: string): void; log(message: string): void },
  ) {}

  append(event: AuditEvent): Promise<void> {
    return this.commits.add(this.entryOf(event));
  }

  record(event: AuditEvent): void {
    const entry = this.entryOf(event);
    if (this.troubleSince === undefined) this.write(entry);
    else this.backlog.keep(entry);
  }

  async check(): Promise<void> {
    if (this.troubleSince !== undefined) await this.commits.add(undefined);
  }

  /** Writes what there is still to write. Nothing is written afterwards. */
  async onApplicationShutdown(): Promise<void> {
    this.retry?.cancel();
    await this.commits.settled();
    // It has been said already that lines cannot be written.
    await this.check().catch(() => undefined);
    this.isClosed = true;
    await this.writer.close();
  }

  private entryOf(event: AuditEvent): AuditEntry {
    return { time: this.clock.now(), event };
  }

  private write(entry: AuditEntry): void {
    this.commits.add(entry).catch(() => this.backlog.keep(entry));
  }

  /** An entry that is undefined stands for an attempt to write what waits. */
  private async commit(entries: readonly (AuditEntry | undefined)[]): Promise<void> {
    const now = this.clock.now();
    const since = this.troubleSince ?? now;
    const waiting = this.troubleSince === undefined ? undefined : this.backlog.take();
    const resumed = waiting ? [...waiting.entries, resumedLine(waiting.missed, { since, now })] : [];
    try {
      if (this.isClosed) throw new Error('the gateway has stopped');
      await this.writer.write([...resumed, ...entries.filter((entry) => entry !== undefined)], now);
    } catch (error) {
      if (waiting) this.backlog.putBack(waiting);
      throw this.failed(error);
    }
    if (waiting) this.recovered(since);
  }

  private failed(cause: unknown): AuditUnwritableError {
    const error = new AuditUnwritableError(this.writer.directory, cause);
    if (this.troubleSince === undefined) {
      this.troubleSince = this.clock.now();
      this.reporter.error(`${error.message} Until it can be, no owner-only tool runs.`);
    }
    this.tryLater();
    return error;
  }

  private recovered(since: number): void {
    this.troubleSince = undefined;
    this.retry?.cancel();
    this.retry = undefined;
    this.writeRest(since);
    this.reporter.log(`The audit log in ${this.writer.directory} can be written again.`);
  }

  /** What came during the write that ended the trouble, and how much of it was too much to remember. */
  private writeRest(since: number): void {
    const { entries, missed } = this.backlog.take();
    entries.forEach((entry) => this.write(entry));
    if (missed === 0) return;
    const line = resumedLine(missed, { since, now: this.clock.now() });
    this.commits.add(line).catch(() => this.backlog.putBack({ entries: [], missed }));
  }

  private tryLater(): void {
    this.retry?.cancel();
    if (this.isClosed) return;
    this.retry = this.clock.setTimer(retryMilliseconds, () => {
      this.check().catch(() => undefined);
    });
  }
}
