import type { OnApplicationShutdown } from '@nestjs/common';
import { sql } from 'kysely';
import { isDamage } from '../../storage/open-database.js';
import { StoreFile } from '../../storage/store-file.js';
import type { KeptResponse, ResponseLine, ResponseStore } from '../response-store.port.js';
import { ResponseDamagedError, ResponseStoreError } from '../responses.errors.js';
import { migrations } from './migrations.js';
import { type ResponseRow, fromResponseRow, toResponseRow } from './response-row.js';

interface ResponseDatabase {
  responses: ResponseRow;
}

/** Responses in one SQLite file. Those that begin together share one wait for the disk. */
export class SqliteResponseStore implements ResponseStore, OnApplicationShutdown {
  private constructor(private readonly file: StoreFile<ResponseDatabase, ResponseRow>) {}

  /** Throws `StoreOpenError`, having changed nothing, when the file is damaged, newer or out of reach. */
  static open(file: string): SqliteResponseStore {
    return new SqliteResponseStore(
      StoreFile.open(file, {
        store: 'response store',
        migrations,
        write: (transaction, row) => transaction.insertInto('responses').values(row).execute(),
      }),
    );
  }

  add(response: KeptResponse): Promise<number> {
    return guarded(async () => {
      const row = toResponseRow(response);
      await this.file.add(row);
      return Buffer.byteLength(row.body);
    });
  }

  async load(id: string): Promise<KeptResponse | undefined> {
    const row = await guarded(() =>
      this.file.database.selectFrom('responses').selectAll().where('id', '=', id).executeTakeFirst(),
    );
    return row && readRow(row);
  }

  async remove(ids: readonly string[]): Promise<void> {
    await guarded(() => this.file.database.deleteFrom('responses').where('id', 'in', ids).execute());
  }

  async hasSession(key: string): Promise<boolean> {
    const found = await guarded(() =>
      this.file.database
        .selectFrom('responses')
        .select('id')
        .where('session_key', '=', key)
        .limit(1)
        .executeTakeFirst(),
    );
    return found !== undefined;
  }

  async lines(): Promise<ResponseLine[]> {
    const bytes = sql<number>`octet_length(body)`.as('bytes');
    return guarded(() =>
      this.file.database
        .selectFrom('responses')
        .select(['id', 'run_id as runId', 'created_at as createdAt', bytes])
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .execute(),
    );
  }

  check(): Promise<void> {
    return guarded(() => this.file.check());
  }

  onApplicationShutdown(): Promise<void> {
    return this.file.close();
  }
}

function readRow(row: ResponseRow): KeptResponse {
  try {
    return fromResponseRow(row);
  } catch (error) {
    throw new ResponseDamagedError(error);
  }
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isDamage(error) ? new ResponseDamagedError(error) : new ResponseStoreError(error);
  }
}
