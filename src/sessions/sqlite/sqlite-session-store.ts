import { setImmediate as afterReadyWork } from 'node:timers/promises';
import type { OnApplicationShutdown } from '@nestjs/common';
import { GatewayError } from '../../common/gateway-error.js';
import { portionsByBytes } from '../../common/portions-by-bytes.js';
import { isDamage } from '../../storage/open-database.js';
import { StoreFile } from '../../storage/store-file.js';
import { SessionDamagedError, SessionStoreError, type SessionStoreOperation } from '../session.errors.js';
import type {
  FoundSessions,
  SessionDetails,
  SessionIdentity,
  SessionOutline,
  SessionQuery,
  SessionStore,
  SessionSummary,
  StoredSession,
  Turn,
  TurnOutline,
} from '../session-store.port.js';
import { migrations } from './migrations.js';
import type { SessionDatabase, SessionRow, TurnRow } from './session-database.js';
import { describeSession, findSessions } from './session-queries.js';
import {
  type OutlineRow,
  type WrittenTurn,
  findTurnOfRun,
  readOutlines,
  readPath,
  readTurns,
  writeTurn,
  writeViews,
} from './turn-queries.js';
import { fromTurnRow, toTurnRow } from './turn-row.js';
import { fromOutlineRow, toViewRow } from './turn-view-row.js';

/** Sessions in one SQLite file. Statements run synchronously, so turns that end together share one wait for the disk. */
export class SqliteSessionStore implements SessionStore, OnApplicationShutdown {
  private constructor(private readonly file: StoreFile<SessionDatabase, [SessionIdentity, WrittenTurn]>) {}

  /** Throws `StoreOpenError`, having changed nothing, when the file is damaged, newer or out of reach. */
  static open(file: string): SqliteSessionStore {
    return new SqliteSessionStore(
      StoreFile.open(file, {
        store: 'session store',
        migrations,
        write: (transaction, [session, turn]) => writeTurn(transaction, session, turn),
      }),
    );
  }

  async load(key: string): Promise<StoredSession | undefined> {
    return guarded('load', async () => {
      const session = await this.readSession(key);
      return session && this.withTurns(session, session.head_turn_id);
    });
  }

  async outline(key: string, runId?: string): Promise<SessionOutline | undefined> {
    return guarded('load', async () => {
      const session = await this.readSession(key);
      if (!session || runId === undefined) return session && this.withPath(session, session.head_turn_id);
      const turn = await findTurnOfRun(this.file.database, key, runId);
      return turn && this.withPath(session, turn.id);
    });
  }

  async turns(key: string, ids: readonly string[]): Promise<Turn[]> {
    return guarded('load', async () => {
      const turns = (await readTurns(this.file.database, key, ids)).map(readTurn);
      if (turns.length < ids.length) throw missingTurn();
      return turns;
    });
  }

  async append(session: SessionIdentity, turn: Turn): Promise<number> {
    return guarded('append', async () => {
      const row = toTurnRow(session.key, turn);
      await this.file.add([session, { row, view: toViewRow(session.key, turn) }]);
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

  private async withTurns(row: SessionRow, head: string | null): Promise<StoredSession> {
    const rows = head === null ? [] : await readPath(this.file.database, row.key, head);
    refuseBroken(rows, head);
    return { ...toIdentity(row), turns: rows.map(readTurn) };
  }

  private async withPath(row: SessionRow, head: string | null): Promise<SessionOutline> {
    const rows = head === null ? [] : await readOutlines(this.file.database, row.key, head);
    refuseBroken(rows, head);
    await this.completeViews(row.key, rows);
    return { ...toIdentity(row), path: rows.map(readOutline) };
  }

  /** For turns of a gateway that made none, or other ones. What was made once is there the next time. */
  private async completeViews(key: string, rows: OutlineRow[]): Promise<void> {
    const bare = rows.filter(({ view }) => view === null);
    for (const portion of portionsByBytes(bare)) {
      const turns = await this.turns(
        key,
        portion.map(({ id }) => id),
      );
      const views = turns.map((turn) => toViewRow(key, turn));
      await writeViews(this.file.database, views);
      portion.forEach((row, index) => (row.view = views[index]?.view ?? null));
      await afterReadyWork();
    }
  }
}

function toIdentity({ key, agent_id, owner }: SessionRow): SessionIdentity {
  return { key, agentId: agent_id, owner: owner !== 0 };
}

function refuseBroken(rows: readonly Pick<TurnRow, 'id' | 'parent_id'>[], head: string | null): void {
  const unbroken = rows.every((row, index) => row.parent_id === (rows[index - 1]?.id ?? null));
  if (!unbroken || (rows.at(-1)?.id ?? null) !== head) throw missingTurn();
}

function missingTurn(): SessionDamagedError {
  return new SessionDamagedError('A turn of the path is missing.');
}

function readTurn(row: TurnRow): Turn {
  return undamaged(() => fromTurnRow(row));
}

function readOutline(row: OutlineRow): TurnOutline {
  return undamaged(() => fromOutlineRow(row));
}

function undamaged<T>(read: () => T): T {
  try {
    return read();
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
