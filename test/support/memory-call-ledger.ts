import type { CallLedger, LedgerEntry, LedgerLine } from '../../src/openai-runs/repeats/call-ledger.port.js';

/** Keeps calls in memory, and fails when told to. */
export class MemoryCallLedger implements CallLedger {
  readonly entries = new Map<string, LedgerEntry>();
  /** What writes reject with. */
  failure: Error | undefined;

  put(entry: LedgerEntry): Promise<void> {
    if (this.failure) return Promise.reject(this.failure);
    this.entries.set(entry.id, entry);
    return Promise.resolve();
  }

  find(id: string): Promise<LedgerEntry | undefined> {
    return Promise.resolve(this.entries.get(id));
  }

  findWithoutKey(fingerprint: string, now: number): Promise<LedgerEntry | undefined> {
    const alike = [...this.entries.values()].filter((entry) => !entry.hasKey && entry.fingerprint === fingerprint);
    return Promise.resolve(alike.findLast(({ expiresAt }) => expiresAt > now));
  }

  lines(): Promise<LedgerLine[]> {
    const lines = [...this.entries.values()].map(({ id, answer: { runId, ownsEvents }, expiresAt }) => {
      return { id, runId, ownsEvents, expiresAt, bytes: 1 };
    });
    return Promise.resolve(lines);
  }

  remove(ids: readonly string[]): Promise<void> {
    ids.forEach((id) => this.entries.delete(id));
    return Promise.resolve();
  }

  check(): Promise<void> {
    return Promise.resolve();
  }
}
