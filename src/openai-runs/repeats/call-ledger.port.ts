import type { AnswerRecord } from './answer-record.js';

/** A call that may come again, and what it must not do twice. */
export interface LedgerEntry {
  /** Of the client's key, or of the run where the client gave none. */
  id: string;
  /** Whether the client gave a key. */
  hasKey: boolean;
  /** Whose call it is. */
  credentialId: string;
  /** Equal for calls that ask for the same. */
  fingerprint: string;
  /** What the call might reach when it was begun; see `callRights`. */
  rights: string;
  /** Whether a tool of the run may have changed something. */
  sideEffect: boolean;
  answer: AnswerRecord;
  /** Milliseconds since the epoch. */
  createdAt: number;
  /** From then on the call is as good as never made. */
  expiresAt: number;
}

/** What deciding about room needs to know of an entry. */
export interface LedgerLine {
  id: string;
  runId: string;
  credentialId: string;
  ownsEvents: boolean;
  sideEffect: boolean;
  expiresAt: number;
  bytes: number;
}

/** What a call without a key is looked for by. */
export interface WantedCall {
  fingerprint: string;
  /** Milliseconds since the epoch. */
  now: number;
  except: readonly string[];
}

/** Keeps on disk which calls were begun. Everything rejects with `CallLedgerError` where the disk fails. */
export interface CallLedger {
  /** Puts an entry in the place of an earlier one of the same id. When it resolves, with the bytes it takes, it is on disk (synced). */
  put(entry: LedgerEntry): Promise<number>;
  find(id: string): Promise<LedgerEntry | undefined>;
  /** The newest without a key that has not expired, and is of none of these runs. */
  findWithoutKey(wanted: WantedCall): Promise<LedgerEntry | undefined>;
  /** The oldest first. */
  lines(): Promise<LedgerLine[]>;
  /** Keeps of these that they were begun, and forgets their answers. */
  shorten(ids: readonly string[]): Promise<void>;
  /** As `shorten`, of all calls of a run, whose answer was deleted. */
  strike(runId: string): Promise<void>;
  /** Forgets those of these that are known. */
  remove(ids: readonly string[]): Promise<void>;
  /** Rejects when the store cannot be used; for readiness. */
  check(): Promise<void>;
}
export const CallLedger = Symbol('CallLedger');
