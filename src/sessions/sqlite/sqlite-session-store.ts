import type { OnApplicationShutdown } from '@nestjs/common';
import { GatewayError } from '../../common/gateway-error.js';
import { isDamage } from '../../storage/open-database.js';
import { StoreFile } from '../../storage/store-file.js';
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
  private constructor(private readonly file: StoreFile<SessionDatabase, [SessionIdentity, NewTurnRow]>) {}

  /** Throws `StoreOpenError`, having changed nothing, when the file is damaged, newer or out of reach. */
  static open(file: string): SqliteSessionStore {
    return new SqliteSessionStore(
      StoreFile.open(file, {
        store: 'session store',
        migrations,
        write: (transaction, [session, row]) => writeTurn(transaction, session, row),
      }),
    );
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
      const turn = session && (await findTurnOfRun(this.file.database, key, runId));
      return session && turn && this.withTurns(session, turn.id);
    });
  }

  async append(session: SessionIdentity, turn: Turn): Promise<number> {
    return guarded('append', async () => {
      const row = toTurnRow(session.key, turn);
      await this.file.add([session, row]);
      return row.bytes;
    });
  }

  async describe(key: string): Promise<SessionDetails | undefined> {
    return guarded('load', () => describeSession(this.file.database, key));
  }

  async find(query: SessionQuery): Promise<FoundSessions> {
    return guarded('list', () => findSessions(this.file.database, query));
  }

  async reset(key: string): Promise<boolean> {
    return guarded('reset', async () => {
      const update = this.file.database.updateTable('sessions').set({ head_turn_id: null }).where('key', '=', key);
      return (await update.executeTakeFirst()).numUpdatedRows > 0n;
    });
  }

  async list(): Promise<SessionSummary[]> {
    return guarded('list', () =>
      this.file.database
        .selectFrom('sessions')
        .select(['key', 'updated_at as updatedAt', 'bytes'])
        .orderBy('updated_at')
        .orderBy('key')
        .execute(),
    );
  }

  async remove(session: SessionSummary): Promise<boolean> {
    return guarded('remove', async () => {
      const result = await this.file.database
        .deleteFrom('sessions')
        .where('key', '=', session.key)
        .where('updated_at', '=', session.updatedAt)
        .where('bytes', '=', session.bytes)
        .executeTakeFirst();
      return result.numDeletedRows > 0n;
    });
  }

  async check(): Promise<void> {
    await guarded('check', () => this.file.check());
  }

  onApplicationShutdown(): Promise<void> {
    return this.file.close();
  }

  private readSession(key: string): Promise<SessionRow | undefined> {
    return this.file.database.selectFrom('sessions').selectAll().where('key', '=', key).executeTakeFirst();
  }

  private async withTurns({ key, agent_id, owner }: SessionRow, head: string | null): Promise<StoredSession> {
    const turns = head === null ? [] : await this.readTurns(key, head);
    return { key, agentId: agent_id, owner: owner !== 0, turns };
  }

  private async readTurns(key: string, head: string): Promise<Turn[]> {
    const rows = await readPath(this.file.database, key, head);
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
