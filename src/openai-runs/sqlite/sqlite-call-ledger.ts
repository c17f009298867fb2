import type { OnApplicationShutdown } from '@nestjs/common';
import { type RawBuilder, sql } from 'kysely';
import { CallLedgerError } from '../repeats/repeats.errors.js';
import { StoreFile } from '../../storage/store-file.js';
import type { CallLedger, LedgerEntry, LedgerLine, WantedCall } from '../repeats/call-ledger.port.js';
import { type CallRow, fromCallRow, toCallRow } from './call-row.js';
import { migrations } from './migrations.js';

interface CallDatabase {
  calls: CallRow;
}

/** Calls in one SQLite file. Those that come together share one wait for the disk. */
export class SqliteCallLedger implements CallLedger, OnApplicationShutdown {
  private constructor(private readonly file: StoreFile<CallDatabase, CallRow>) {}

  /** Throws `StoreOpenError`, having changed nothing, when the file is damaged, newer or out of reach. */
  static open(file: string): SqliteCallLedger {
    return new SqliteCallLedger(
      StoreFile.open(file, {
        store: 'call ledger',
        migrations,
        write: (transaction, row) => transaction.replaceInto('calls').values(row).execute(),
      }),
    );
  }

  put(entry: LedgerEntry): Promise<number> {
    return guarded(async () => {
      const row = toCallRow(entry);
      await this.file.add(row);
      return Buffer.byteLength(row.answer);
    });
  }

  find(id: string): Promise<LedgerEntry | undefined> {
    return guarded(async () => {
      const row = await this.file.database.selectFrom('calls').selectAll().where('id', '=', id).executeTakeFirst();
      return row && fromCallRow(row);
    });
  }

  findWithoutKey({ fingerprint, now, except }: WantedCall): Promise<LedgerEntry | undefined> {
    return guarded(async () => {
      const row = await this.file.database
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
      this.file.database
        .selectFrom('calls')
        .select(['id', 'run_id', 'credential_id', 'owns_events', 'side_effect', 'expires_at', bytes])
        .orderBy('created_at')
        .execute(),
    );
    return rows.map((row) => ({
      id: row.id,
      runId: row.run_id,
      credentialId: row.credential_id,
      ownsEvents: row.owns_events === 1,
      sideEffect: row.side_effect === 1,
      expiresAt: row.expires_at,
      bytes: row.bytes,
    }));
  }

  async shorten(ids: readonly string[]): Promise<void> {
    const answer = changed(sql`json_set(answer, '$.replay', null, '$.ownsEvents', json('false'))`);
    await guarded(() =>
      this.file.database.updateTable('calls').set({ answer, owns_events: 0 }).where('id', 'in', ids).execute(),
    );
  }

  async strike(runId: string): Promise<void> {
    const answer = changed(sql`json_set(answer, '$.replay', null, '$.isDeleted', json('true'))`);
    await guarded(() => this.file.database.updateTable('calls').set({ answer }).where('run_id', '=', runId).execute());
  }

  async remove(ids: readonly string[]): Promise<void> {
    await guarded(() => this.file.database.deleteFrom('calls').where('id', 'in', ids).execute());
  }

  check(): Promise<void> {
    return guarded(() => this.file.check());
  }

  onApplicationShutdown(): Promise<void> {
    return this.file.close();
  }
}

/** A damaged answer stays as it is, and does not hold up others. */
function changed(answer: RawBuilder<unknown>): RawBuilder<string> {
  return sql<string>`case when json_valid(answer) then ${answer} else answer end`;
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new CallLedgerError(error);
  }
}
