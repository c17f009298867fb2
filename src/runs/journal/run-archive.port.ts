import type { RunEvent } from '../run-event.js';
import type { RunRecord } from './run-record.js';

/** A run that is over and has to be known after a restart. */
export interface ArchivedRun {
  record: RunRecord;
  /**
   * All that it said, the last event included: in portions, and others have their turn between them. To be read once. Throws
   * `RunArchiveError`, and ends before its last event where the run is removed meanwhile.
   */
  events: AsyncIterable<RunEvent[]>;
}

/** Keeps runs on disk: those whose caller may ask again what became of them. */
export interface RunArchive {
  /** When it resolves, the whole run is on disk (synced). */
  end(record: RunRecord, events: readonly RunEvent[]): Promise<void>;
  /** Undefined for a run that was never kept, or is not over. Throws `RunArchiveError` where it cannot be read. */
  load(id: string): Promise<ArchivedRun | undefined>;
  /** Forgets runs, as far as they are known. */
  remove(ids: readonly string[]): Promise<void>;
  /** About how many bytes each of these runs takes; those that are not known are left out. */
  sizes(ids: readonly string[]): Promise<Map<string, number>>;
  /** Rejects when the store cannot be used; for readiness. */
  check(): Promise<void>;
}
export const RunArchive = Symbol('RunArchive');
