import type { OnApplicationShutdown } from '@nestjs/common';
import { sql } from 'kysely';
import type { JsonObject } from '../../common/json.js';
import { isDamage } from '../../storage/open-database.js';
import { StoreFile } from '../../storage/store-file.js';
import type { KeptResponse, ResponseHead, ResponseLine, ResponseSize, ResponseStore } from '../response-store.port.js';
import { ResponseDamagedError, ResponseStoreError } from '../responses.errors.js';
import { migrations } from './migrations.js';
import { type ResponseRow, bytesOf, fromInputText, fromResponseRow, toResponseRow } from './response-row.js';

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
      return bytesOf(row);
    });
  }

  async load(id: string): Promise<ResponseHead | undefined> {
    const row = await guarded(() => this.row(id).select(['id', 'body']).executeTakeFirst());
    return row && undamaged(() => fromResponseRow(row));
  }

  async input(id: string): Promise<readonly JsonObject[] | undefined> {
    const text = sql<string>`coalesce(input, body)`.as('text');
    const row = await guarded(() => this.row(id).select(text).executeTakeFirst());
    return row && undamaged(() => fromInputText(row.text));
  }

  async size(id: string): Promise<ResponseSize | undefined> {
    const head = sql<number>`octet_length(body)`.as('head');
    const input = sql<number>`coalesce(octet_length(input), octet_length(body))`.as('input');
    return guarded(() => this.row(id).select([head, input]).executeTakeFirst());
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
    const bytes = sql<number>`octet_length(body) + coalesce(octet_length(input), 0)`.as('bytes');
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

  private row(id: string) {
    return this.file.database.selectFrom('responses').where('id', '=', id);
  }
}

function undamaged<T>(read: () => T): T {
  try {
    return read();
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
