import type { DatabaseSync } from 'node:sqlite';
import type { OnApplicationShutdown } from '@nestjs/common';
import { Kysely, SqliteDialect, sql } from 'kysely';
import { blocksEveryWrite } from '../../storage/blocks-every-write.js';
import { checkDatabase } from '../../storage/check-database.js';
import { GroupCommit } from '../../storage/group-commit.js';
import { NodeSqliteAdapter } from '../../storage/node-sqlite-adapter.js';
import { isDamage, openDatabase } from '../../storage/open-database.js';
import type { KeptResponse, ResponseLine, ResponseStore } from '../response-store.port.js';
import { ResponseDamagedError, ResponseStoreError } from '../responses.errors.js';
import { migrations } from './migrations.js';
import { type ResponseRow, fromResponseRow, toResponseRow } from './response-row.js';

interface ResponseDatabase {
  responses: ResponseRow;
}

/** Responses in one SQLite file. Those that begin together share one wait for the disk. */
export class SqliteResponseStore implements ResponseStore, OnApplicationShutdown {
  private readonly commits = new GroupCommit<ResponseRow>((rows) => this.writeAll(rows), blocksEveryWrite);

  private constructor(
    private readonly file: DatabaseSync,
    private readonly database: Kysely<ResponseDatabase>,
  ) {}

  /** Throws `StoreOpenError`, having changed nothing, when the file is damaged, newer or out of reach. */
  static open(file: string): SqliteResponseStore {
    const opened = openDatabase(file, { store: 'response store', migrations });
    const dialect = new SqliteDialect({ database: new NodeSqliteAdapter(opened) });
    return new SqliteResponseStore(opened, new Kysely({ dialect }));
  }

  add(response: KeptResponse): Promise<number> {
    return guarded(async () => {
      const row = toResponseRow(response);
      await this.commits.add(row);
      return Buffer.byteLength(row.body);
    });
  }

  async load(id: string): Promise<KeptResponse | undefined> {
    const row = await guarded(() =>
      this.database.selectFrom('responses').selectAll().where('id', '=', id).executeTakeFirst(),
    );
    return row && readRow(row);
  }

  async remove(ids: readonly string[]): Promise<void> {
    await guarded(() => this.database.deleteFrom('responses').where('id', 'in', ids).execute());
  }

  async hasSession(key: string): Promise<boolean> {
    const found = await guarded(() =>
      this.database.selectFrom('responses').select('id').where('session_key', '=', key).limit(1).executeTakeFirst(),
    );
    return found !== undefined;
  }

  async lines(): Promise<ResponseLine[]> {
    const bytes = sql<number>`octet_length(body)`.as('bytes');
    return guarded(() =>
      this.database
        .selectFrom('responses')
        .select(['id', 'run_id as runId', 'created_at as createdAt', bytes])
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .execute(),
    );
  }

  check(): Promise<void> {
    return guarded(() => checkDatabase(this.file, this.database, this.commits));
  }

  /** Waits for responses on their way to the disk, then closes the file. */
  async onApplicationShutdown(): Promise<void> {
    await this.commits.settled();
    await this.database.destroy();
    if (this.file.isOpen) this.file.close();
  }

  private async writeAll(rows: ResponseRow[]): Promise<void> {
    await this.database.transaction().execute(async (transaction) => {
      for (const row of rows) await transaction.insertInto('responses').values(row).execute();
    });
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
