import type { OnApplicationShutdown } from '@nestjs/common';
import { type Transaction, sql } from 'kysely';
import { portionsInTurns } from '../../common/portions.js';
import { StoreFile } from '../../storage/store-file.js';
import { eventsFromJson, eventsToJson, recordFromJson, recordToJson } from '../journal/archived-run.js';
import type { ArchivedRun, RunArchive } from '../journal/run-archive.port.js';
import type { RunRecord } from '../journal/run-record.js';
import type { RunEvent } from '../run-event.js';
import { RunArchiveError } from '../runs.errors.js';
import { migrations } from './migrations.js';

interface RunDatabase {
  runs: RunRow;
  further_events: FurtherRow;
}

interface RunRow {
  id: string;
  /** JSON, as are `events`. */
  record: string;
  /** The first of them; of a run that was written by an earlier version, all. */
  events: string;
  created_at: number;
}

interface FurtherRow {
  run_id: string;
  /** Counted from 1. */
  number: number;
  events: string;
}

interface RunRows {
  run: RunRow;
  further: FurtherRow[];
}

/** Runs in one SQLite file. Those that end together share one wait for the disk. */
export class SqliteRunArchive implements RunArchive, OnApplicationShutdown {
  private constructor(private readonly file: StoreFile<RunDatabase, RunRows>) {}

  /** Throws `StoreOpenError`, having changed nothing, when the file is damaged, newer or out of reach. */
  static open(file: string): SqliteRunArchive {
    return new SqliteRunArchive(StoreFile.open(file, { store: 'run archive', migrations, write }));
  }

  end(record: RunRecord, events: readonly RunEvent[]): Promise<void> {
    return guarded(async () => this.file.add(await toRows(record, events)));
  }

  async load(id: string): Promise<ArchivedRun | undefined> {
    return guarded(async () => {
      const row = await this.file.database.selectFrom('runs').selectAll().where('id', '=', id).executeTakeFirst();
      if (!row) return undefined;
      return { record: recordFromJson(row.record), events: this.toldFrom(id, eventsFromJson(row.events)) };
    });
  }

  async remove(ids: readonly string[]): Promise<void> {
    await guarded(() =>
      this.file.database.transaction().execute(async (transaction) => {
        await transaction.deleteFrom('further_events').where('run_id', 'in', ids).execute();
        await transaction.deleteFrom('runs').where('id', 'in', ids).execute();
      }),
    );
  }

  async sizes(ids: readonly string[]): Promise<Map<string, number>> {
    const further = sql`(select sum(octet_length(events)) from further_events where run_id = runs.id)`;
    const bytes = sql<number>`octet_length(events) + coalesce(${further}, 0)`.as('bytes');
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

  private async *toldFrom(id: string, first: RunEvent[]): AsyncGenerator<RunEvent[]> {
    let events: RunEvent[] | undefined = first;
    for (let number = 1; events; number += 1) {
      yield* portionsInTurns(events);
      events = await this.further(id, number);
    }
  }

  private further(id: string, number: number): Promise<RunEvent[] | undefined> {
    const query = this.file.database.selectFrom('further_events').select('events');
    return guarded(async () => {
      const row = await query.where('run_id', '=', id).where('number', '=', number).executeTakeFirst();
      return row && eventsFromJson(row.events);
    });
  }
}

async function toRows(record: RunRecord, events: readonly RunEvent[]): Promise<RunRows> {
  const { id, createdAt } = record;
  const [first = '[]', ...others] = await eventsToJson(events);
  return {
    run: { id, record: recordToJson(record), events: first, created_at: createdAt },
    further: others.map((events, index) => ({ run_id: id, number: index + 1, events })),
  };
}

/** The last word about a run is the one that counts. */
async function write(transaction: Transaction<RunDatabase>, { run, further }: RunRows): Promise<void> {
  const { record, events } = run;
  await transaction
    .insertInto('runs')
    .values(run)
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ record, events }))
    .execute();
  await transaction.deleteFrom('further_events').where('run_id', '=', run.id).execute();
  for (const row of further) await transaction.insertInto('further_events').values(row).execute();
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new RunArchiveError(error);
  }
}
