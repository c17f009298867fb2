import type { OnApplicationShutdown } from '@nestjs/common';
import { type Transaction, sql } from 'kysely';
import { StoreFile } from '../../storage/store-file.js';
import { eventsFromJson, eventsToJson, recordFromJson, recordToJson } from '../journal/archived-run.js';
import type { ArchivedRun, RunArchive } from '../journal/run-archive.port.js';
import type { RunRecord } from '../journal/run-record.js';
import type { RunEvent } from '../run-event.js';
import { RunArchiveError } from '../runs.errors.js';
import { migrations } from './migrations.js';

interface RunDatabase {
  runs: RunRow;
}

interface RunRow {
  id: string;
  /** JSON, as are `events`. */
  record: string;
  events: string;
  created_at: number;
}

/** Runs in one SQLite file. Those that end together share one wait for the disk. */
export class SqliteRunArchive implements RunArchive, OnApplicationShutdown {
  private constructor(private readonly file: StoreFile<RunDatabase, RunRow>) {}

  /** Throws `StoreOpenError`, having changed nothing, when the file is damaged, newer or out of reach. */
  static open(file: string): SqliteRunArchive {
    return new SqliteRunArchive(StoreFile.open(file, { store: 'run archive', migrations, write }));
  }

  end(record: RunRecord, events: readonly RunEvent[]): Promise<void> {
    return guarded(() =>
      this.file.add({
        id: record.id,
        record: recordToJson(record),
        events: eventsToJson(events),
        created_at: record.createdAt,
      }),
    );
  }

  async load(id: string): Promise<ArchivedRun | undefined> {
    return guarded(async () => {
      const row = await this.file.database.selectFrom('runs').selectAll().where('id', '=', id).executeTakeFirst();
      if (!row) return undefined;
      return { record: recordFromJson(row.record), events: eventsFromJson(row.events) };
    });
  }

  async remove(ids: readonly string[]): Promise<void> {
    await guarded(() => this.file.database.deleteFrom('runs').where('id', 'in', ids).execute());
  }

  async sizes(ids: readonly string[]): Promise<Map<string, number>> {
    const bytes = sql<number>`octet_length(events)`.as('bytes');
    const rows = await guarded(() =>
      this.file.database.selectFrom('runs').select(['id', bytes]).where('id', 'in', ids).execute(),
    );
    return new Map(rows.map((row) => [row.id, row.bytes]));
  }

  check(): Promise<void> {
    return guarded(() => this.file.check());
  }

  onApplicationShutdown(): Promise<void> {
    return this.file.close();
  }
}

/** The last word about a run is the one that counts. */
function write(transaction: Transaction<RunDatabase>, row: RunRow): Promise<unknown> {
  const { record, events } = row;
  return transaction
    .insertInto('runs')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ record, events }))
    .execute();
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new RunArchiveError(error);
  }
}
