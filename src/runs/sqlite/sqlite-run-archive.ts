import type { DatabaseSync } from 'node:sqlite';
import type { OnApplicationShutdown } from '@nestjs/common';
import { Kysely, SqliteDialect, sql } from 'kysely';
import { blocksEveryWrite } from '../../storage/blocks-every-write.js';
import { checkDatabase } from '../../storage/check-database.js';
import { GroupCommit } from '../../storage/group-commit.js';
import { NodeSqliteAdapter } from '../../storage/node-sqlite-adapter.js';
import { openDatabase } from '../../storage/open-database.js';
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
  private readonly commits = new GroupCommit<RunRow>((rows) => this.writeAll(rows), blocksEveryWrite);

  private constructor(
    private readonly file: DatabaseSync,
    private readonly database: Kysely<RunDatabase>,
  ) {}

  /** Throws `StoreOpenError`, having changed nothing, when the file is damaged, newer or out of reach. */
  static open(file: string): SqliteRunArchive {
    const opened = openDatabase(file, { store: 'run archive', migrations });
    const dialect = new SqliteDialect({ database: new NodeSqliteAdapter(opened) });
    return new SqliteRunArchive(opened, new Kysely({ dialect }));
  }

  end(record: RunRecord, events: readonly RunEvent[]): Promise<void> {
    return guarded(() =>
      this.commits.add({
        id: record.id,
        record: recordToJson(record),
        events: eventsToJson(events),
        created_at: record.createdAt,
      }),
    );
  }

  async load(id: string): Promise<ArchivedRun | undefined> {
    return guarded(async () => {
      const row = await this.database.selectFrom('runs').selectAll().where('id', '=', id).executeTakeFirst();
      if (!row) return undefined;
      return { record: recordFromJson(row.record), events: eventsFromJson(row.events) };
    });
  }

  async remove(ids: readonly string[]): Promise<void> {
    await guarded(() => this.database.deleteFrom('runs').where('id', 'in', ids).execute());
  }

  async sizes(ids: readonly string[]): Promise<Map<string, number>> {
    const bytes = sql<number>`octet_length(events)`.as('bytes');
    const rows = await guarded(() =>
      this.database.selectFrom('runs').select(['id', bytes]).where('id', 'in', ids).execute(),
    );
    return new Map(rows.map((row) => [row.id, row.bytes]));
  }

  check(): Promise<void> {
    return guarded(() => checkDatabase(this.file, this.database, this.commits));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.commits.settled();
    await this.database.destroy();
    if (this.file.isOpen) this.file.close();
  }

  private async writeAll(rows: RunRow[]): Promise<void> {
    await this.database.transaction().execute(async (transaction) => {
      for (const row of rows) {
        const { record, events } = row;
        await transaction
          .insertInto('runs')
          .values(row)
          .onConflict((conflict) => conflict.column('id').doUpdateSet({ record, events }))
          .execute();
      }
    });
  }
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new RunArchiveError(error);
  }
}
