import type {
  CallLedger,
  LedgerEntry,
  LedgerLine,
  WantedCall,
} from '../../src/openai-runs/repeats/call-ledger.port.js';

/** Keeps calls in memory, and fails when told to. */
export class MemoryCallLedger implements CallLedger {
  readonly entries = new Map<string, LedgerEntry>();
  /** What writes reject with. */
  failure: Error | undefined;

  put(entry: LedgerEntry): Promise<number> {
    if (this.failure) return Promise.reject(this.failure);
    this.entries.set(entry.id, entry);
    return Promise.resolve(1);
  }

  find(id: string): Promise<LedgerEntry | undefined> {
    return Promise.resolve(this.entries.get(id));
  }

  findWithoutKey({ fingerprint, now, except }: WantedCall): Promise<LedgerEntry | undefined> {
    const alike = [...this.entries.values()].filter((entry) => !entry.hasKey && entry.fingerprint === fingerprint);
    const isWanted = ({ expiresAt, answer }: LedgerEntry): boolean => expiresAt > now && !except.includes(answer.runId);
    return Promise.resolve(alike.findLast(isWanted));
  }

  lines(): Promise<LedgerLine[]> {
    const lines = [...this.entries.values()].map((entry) => {
      const { id, credentialId, answer, sideEffect, expiresAt } = entry;
      const { runId, ownsEvents } = answer;
      return { id, runId, credentialId, ownsEvents, sideEffect, expiresAt, bytes: 1 };
    });
    return Promise.resolve(lines);
  }

  shorten(ids: readonly string[]): Promise<void> {
    for (const entry of this.entries.values()) {
      if (ids.includes(entry.id)) entry.answer = { ...entry.answer, replay: null, ownsEvents: false };
    }
    return Promise.resolve();
  }

  strike(runId: string): Promise<void> {
    for (const entry of this.entries.values()) {
      if (entry.answer.runId === runId) entry.answer = { ...entry.answer, replay: null, isDeleted: true };
    }
    return Promise.resolve();
  }

  remove(ids: readonly string[]): Promise<void> {
    ids.forEach((id) => this.entries.delete(id));
    return Promise.resolve();
  }

  check(): Promise<void> {
    return Promise.resolve();
  }
}
