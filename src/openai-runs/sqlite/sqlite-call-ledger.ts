import type { DatabaseSync } from 'node:sqlite';
import type { OnApplicationShutdown } from '@nestjs/common';
import { Kysely, SqliteDialect, sql } from 'kysely';
import { CallLedgerError } from '../repeats/repeats.errors.js';
import { blocksEveryWrite } from '../../storage/blocks-every-write.js';
import { checkDatabase } from '../../storage/check-database.js';
import { GroupCommit } from '../../storage/group-commit.js';
import { NodeSqliteAdapter } from '../../storage/node-sqlite-adapter.js';
import { openDatabase } from '../../storage/open-database.js';
import type { CallLedger, LedgerEntry, LedgerLine, WantedCall } from '../repeats/call-ledger.port.js';
import { type CallRow, fromCallRow, toCallRow } from './call-row.js';
import { migrations } from './migrations.js';

interface CallDatabase {
  calls: CallRow;
}

/** Calls in one SQLite file. Those that come together share one wait for the disk. */
export class SqliteCallLedger implements CallLedger, OnApplicationShutdown {
  private readonly commits = new GroupCommit<CallRow>((rows) => this.writeAll(rows), blocksEveryWrite);

  private constructor(
    private readonly file: DatabaseSync,
    private readonly database: Kysely<CallDatabase>,
  ) {}

  /** Throws `StoreOpenError`, having changed nothing, when the file is damaged, newer or out of reach. */
  static open(file: string): SqliteCallLedger {
    const opened = openDatabase(file, { store: 'call ledger', migrations });
    const dialect = new SqliteDialect({ database: new NodeSqliteAdapter(opened) });
    return new SqliteCallLedger(opened, new Kysely({ dialect }));
  }

  put(entry: LedgerEntry): Promise<number> {
    return guarded(async () => {
      const row = toCallRow(entry);
      await this.commits.add(row);
      return Buffer.byteLength(row.answer);
    });
  }

  find(id: string): Promise<LedgerEntry | undefined> {
    return guarded(async () => {
      const row = await this.database.selectFrom('calls').selectAll().where('id', '=', id).executeTakeFirst();
      return row && fromCallRow(row);
    });
  }

  findWithoutKey({ fingerprint, now, except }: WantedCall): Promise<LedgerEntry | undefined> {
    return guarded(async () => {
      const row = await this.database
        .selectFrom('calls')
        .selectAll()
        .where('has_key', '=', 0)
        .where('fingerprint', '=', fingerprint)
        .where('expires_at', '>', now)
        .where('run_id', 'not in', except)
        .orderBy('created_at', 'desc')
        .executeTakeFirst();
      return row && fromCallRow(row);
    });
  }

  async lines(): Promise<LedgerLine[]> {
    const bytes = sql<number>`octet_length(answer)`.as('bytes');
    const rows = await guarded(() =>
      this.database
        .selectFrom('calls')
        .select(['id', 'run_id', 'owns_events', 'side_effect', 'expires_at', bytes])
        .orderBy('created_at')
        .execute(),
    );
    return rows.map((row) => ({
      id: row.id,
      runId: row.run_id,
      ownsEvents: row.owns_events === 1,
      sideEffect: row.side_effect === 1,
      expiresAt: row.expires_at,
      bytes: row.bytes,
    }));
  }

  async shorten(ids: readonly string[]): Promise<void> {
    const shortened = sql`json_set(answer, '$.replay', null, '$.ownsEvents', json('false'))`;
    // A damaged one is not to hold up the others.
    const answer = sql<string>`case when json_valid(answer) then ${shortened} else answer end`;
    await guarded(() =>
      this.database.updateTable('calls').set({ answer, owns_events: 0 }).where('id', 'in', ids).execute(),
    );
  }

  async remove(ids: readonly string[]): Promise<void> {
    await guarded(() => this.database.deleteFrom('calls').where('id', 'in', ids).execute());
  }

  check(): Promise<void> {
    return guarded(() => checkDatabase(this.file, this.database, this.commits));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.commits.settled();
    await this.database.destroy();
    if (this.file.isOpen) this.file.close();
  }

  private async writeAll(rows: CallRow[]): Promise<void> {
    await this.database.transaction().execute(async (transaction) => {
      for (const row of rows) await transaction.replaceInto('calls').values(row).execute();
    });
  }
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new CallLedgerError(error);
  }
}
