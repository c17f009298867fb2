import type { AuditEntry } from '../audit-event.js';

/** Lines of a minute of trouble; more would fill the memory while the disk is full. */
const mostEntries = 1_000;

export interface Waiting {
  entries: readonly AuditEntry[];
  /** Lines that were too many to be remembered. */
  missed: number;
}

/** What waits for the log to be writable again. */
export class AuditBacklog {
  private entries: AuditEntry[] = [];
  private missed = 0;

  keep(entry: AuditEntry): void {
    if (this.entries.length < mostEntries) this.entries.push(entry);
    else this.missed += 1;
  }

  /** All of it; nothing waits afterwards. */
  take(): Waiting {
    const taken = { entries: this.entries, missed: this.missed };
    this.entries = [];
    this.missed = 0;
    return taken;
  }

  /** Before what came in the meantime. */
  putBack({ entries, missed }: Waiting): void {
    const all = [...entries, ...this.entries];
    this.entries = all.slice(0, mostEntries);
    this.missed += missed + all.length - this.entries.length;
  }
}

/** That lines had to wait, and how many were missed. Times are milliseconds since the epoch. */
export function resumedLine(missed: number, { since, now }: { since: number; now: number }): AuditEntry {
  return { time: now, event: { kind: 'log.resumed', since: new Date(since).toISOString(), missed } };
}
