import type { DatabaseSync } from 'node:sqlite';
import type { OnApplicationShutdown } from '@nestjs/common';
import { Kysely, SqliteDialect } from 'kysely';
import { GatewayError } from '../../common/gateway-error.js';
import { blocksEveryWrite } from '../../storage/blocks-every-write.js';
import { checkDatabase } from '../../storage/check-database.js';
import { GroupCommit } from '../../storage/group-commit.js';
import { NodeSqliteAdapter } from '../../storage/node-sqlite-adapter.js';
import { isDamage, openDatabase } from '../../storage/open-database.js';
import { SessionDamagedError, SessionStoreError, type SessionStoreOperation } from '../session.errors.js';
import type {
  FoundSessions,
  SessionDetails,
  SessionIdentity,
  SessionQuery,
  SessionStore,
  SessionSummary,
  StoredSession,
  Turn,
} from '../session-store.port.js';
import { migrations } from './migrations.js';
import type { SessionDatabase, SessionRow } from './session-database.js';
import { describeSession, findSessions } from './session-queries.js';
import { findTurnOfRun, readPath, writeTurn } from './turn-queries.js';
import { type NewTurnRow, fromTurnRow, toTurnRow } from './turn-row.js';

/** Sessions in one SQLite file. Statements run synchronously, so turns that end together share one wait for the disk. */
export class SqliteSessionStore implements SessionStore, OnApplicationShutdown {
  private readonly commits = new GroupCommit<[SessionIdentity, NewTurnRow]>(
    (items) => this.writeAll(items),
    blocksEveryWrite,
  );

  private constructor(
    private readonly file: DatabaseSync,
    private readonly database: Kysely<SessionDatabase>,
  ) {}

  /** Throws `StoreOpenError`, having changed nothing, when the file is damaged, newer or out of reach. */
  static open(file: string): SqliteSessionStore {
    const opened = openDatabase(file, { store: 'session store', migrations });
    const dialect = new SqliteDialect({ database: new NodeSqliteAdapter(opened) });
    return new SqliteSessionStore(opened, new Kysely({ dialect }));
  }

  async load(key: string): Promise<StoredSession | undefined> {
    return guarded('load', async () => {
      const session = await this.readSession(key);
      return session && this.withTurns(session, session.head_turn_id);
    });
  }

  async loadThrough(key: string, runId: string): Promise<StoredSession | undefined> {
    return guarded('load', async () => {
      const session = await this.readSession(key);
      const turn = session && (await findTurnOfRun(this.database, key, runId));
      return session && turn && this.withTurns(session, turn.id);
    });
  }

  async append(session: SessionIdentity, turn: Turn): Promise<number> {
    return guarded('append', async () => {
      const row = toTurnRow(session.key, turn);
      await this.commits.add([session, row]);
      return row.bytes;
    });
  }

  async describe(key: string): Promise<SessionDetails | undefined> {
    return guarded('load', () => describeSession(this.database, key));
  }

  async find(query: SessionQuery): Promise<FoundSessions> {
    return guarded('list', () => findSessions(this.database, query));
  }

  async reset(key: string): Promise<boolean> {
    return guarded('reset', async () => {
      const update = this.database.updateTable('sessions').set({ head_turn_id: null }).where('key', '=', key);
      return (await update.executeTakeFirst()).numUpdatedRows > 0n;
    });
  }

  async list(): Promise<SessionSummary[]> {
    return guarded('list', () =>
      this.database
        .selectFrom('sessions')
        .select(['key', 'updated_at as updatedAt', 'bytes'])
        .orderBy('updated_at')
        .orderBy('key')
        .execute(),
    );
  }

  async remove(session: SessionSummary): Promise<boolean> {
    return guarded('remove', async () => {
      const result = await this.database
        .deleteFrom('sessions')
        .where('key', '=', session.key)
        .where('updated_at', '=', session.updatedAt)
        .where('bytes', '=', session.bytes)
        .executeTakeFirst();
      return result.numDeletedRows > 0n;
    });
  }

  async check(): Promise<void> {
    await guarded('check', () => checkDatabase(this.file, this.database, this.commits));
  }

  /** Waits for turns on their way to the disk, then closes the file, which kysely does only if it was used. */
  async onApplicationShutdown(): Promise<void> {
    await this.commits.settled();
    await this.database.destroy();
    if (this.file.isOpen) this.file.close();
  }

  private async writeAll(items: [SessionIdentity, NewTurnRow][]): Promise<void> {
    await this.database.transaction().execute(async (transaction) => {
      for (const [session, row] of items) await writeTurn(transaction, session, row);
    });
  }

  private readSession(key: string): Promise<SessionRow | undefined> {
    return this.database.selectFrom('sessions').selectAll().where('key', '=', key).executeTakeFirst();
  }

  private async withTurns({ key, agent_id, owner }: SessionRow, head: string | null): Promise<StoredSession> {
    const turns = head === null ? [] : await this.readTurns(key, head);
    return { key, agentId: agent_id, owner: owner !== 0, turns };
  }

  private async readTurns(key: string, head: string): Promise<Turn[]> {
    const rows = await readPath(this.database, key, head);
    const turns = rows.map(readTurn);
    const unbroken = turns.every((turn, index) => turn.parentId === (turns[index - 1]?.id ?? null));
    if (!unbroken || turns.at(-1)?.id !== head) throw new SessionDamagedError('A turn of the path is missing.');
    return turns;
  }
}

function readTurn(row: Parameters<typeof fromTurnRow>[0]): Turn {
  try {
    return fromTurnRow(row);
  } catch (error) {
    throw new SessionDamagedError(error);
  }
}

async function guarded<T>(operation: SessionStoreOperation, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof GatewayError) throw error;
    throw isDamage(error) ? new SessionDamagedError(error) : new SessionStoreError(operation, error);
  }
}
