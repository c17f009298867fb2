import type { RunEvent } from '../run-event.js';
import type { RunRecord } from './run-record.js';

/** A run that has to be known after a restart. */
export interface ArchivedRun {
  record: RunRecord;
  /** All that it said, the last event included; undefined where the gateway ended before the run did. */
  events: readonly RunEvent[] | undefined;
}

/** Keeps runs on disk: those whose caller may ask again what became of them. */
export interface RunArchive {
  /** When it resolves, that the run has begun is on disk (synced). */
  begin(record: RunRecord): Promise<void>;
  /** When it resolves, the whole run is on disk (synced). */
  end(record: RunRecord, events: readonly RunEvent[]): Promise<void>;
  /** Undefined for a run that was never kept, or is too old. Throws `RunArchiveError` where it cannot be read. */
  load(id: string): Promise<ArchivedRun | undefined>;
  /** Forgets runs, as far as they are known. */
  remove(ids: readonly string[]): Promise<void>;
  /** Forgets runs that began before `time`, milliseconds since the epoch. */
  prune(time: number): Promise<void>;
}
export const RunArchive = Symbol('RunArchive');
