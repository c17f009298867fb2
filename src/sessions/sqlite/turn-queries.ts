import { type Kysely, sql, type Transaction } from 'kysely';
import type { SessionIdentity } from '../session-store.port.js';
import { turnViewVersion } from '../turn-view.js';
import type { SessionDatabase, TurnRow, TurnViewRow } from './session-database.js';
import type { NewTurnRow } from './turn-row.js';

/** A turn in the words of the database. */
export interface WrittenTurn {
  row: NewTurnRow;
  view: TurnViewRow;
}

/** A turn of a path, nothing large of it read. */
export interface OutlineRow {
  id: string;
  parent_id: string | null;
  bytes: number;
  /** Null where there is none of the version in force. */
  view: string | null;
}

/**
 * Writes one turn unless it is there already. The first statement is a write, so that the transaction waits for the lock
 * instead of failing when another program writes between its read and its write.
 */
export async function writeTurn(
  transaction: Transaction<SessionDatabase>,
  session: SessionIdentity,
  { row, view }: WrittenTurn,
): Promise<void> {
  await touchSession(transaction, session, row);
  if (!(await insertTurn(transaction, row))) return;
  await writeViews(transaction, [view]);
  await advanceHead(transaction, row);
}

export async function writeViews(database: Kysely<SessionDatabase>, views: readonly TurnViewRow[]): Promise<void> {
  await database
    .insertInto('turn_views')
    .values(views)
    .onConflict((conflict) =>
      conflict.columns(['session_key', 'turn_id']).doUpdateSet((expression) => ({
        version: expression.ref('excluded.version'),
        view: expression.ref('excluded.view'),
      })),
    )
    .execute();
}

/** Makes the session if need be; an owner's session stays one. */
async function touchSession(
  transaction: Transaction<SessionDatabase>,
  session: SessionIdentity,
  { created_at: createdAt }: NewTurnRow,
): Promise<void> {
  await transaction
    .insertInto('sessions')
    .values({
      key: session.key,
      agent_id: session.agentId,
      owner: session.owner ? 1 : 0,
      head_turn_id: null,
      created_at: createdAt,
      updated_at: createdAt,
      bytes: 0,
    })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ owner: sql`max(sessions.owner, excluded.owner)` }))
    .execute();
}

async function insertTurn(transaction: Transaction<SessionDatabase>, row: NewTurnRow): Promise<boolean> {
  const result = await transaction
    .insertInto('turns')
    .values({
      ...row,
      seq: sql<number>`(select coalesce(max(seq), 0) + 1 from turns where session_key = ${row.session_key})`,
    })
    .onConflict((conflict) => conflict.columns(['session_key', 'id']).doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

async function advanceHead(transaction: Transaction<SessionDatabase>, row: NewTurnRow): Promise<void> {
  await transaction
    .updateTable('sessions')
    .set({
      head_turn_id: row.id,
      updated_at: sql`max(updated_at, ${row.created_at})`,
      bytes: sql`bytes + ${row.bytes}`,
    })
    .where('key', '=', row.session_key)
    .execute();
}

/** The newest turn and its ancestors, oldest first. */
export async function readPath(database: Kysely<SessionDatabase>, key: string, head: string): Promise<TurnRow[]> {
  return pathTo(database, key, head).selectAll('turns').execute();
}

/** As `readPath`. Lengths of texts are in the header of a row; the column `bytes` stands behind the texts. */
export async function readOutlines(
  database: Kysely<SessionDatabase>,
  key: string,
  head: string,
): Promise<OutlineRow[]> {
  const bytes = sql<number>`octet_length(input) + octet_length(output) + octet_length(visible)`.as('bytes');
  return pathTo(database, key, head)
    .leftJoin('turn_views', (join) =>
      join
        .onRef('turn_views.session_key', '=', 'turns.session_key')
        .onRef('turn_views.turn_id', '=', 'turns.id')
        .on('turn_views.version', '=', turnViewVersion),
    )
    .select(['turns.id', 'turns.parent_id', bytes, 'turn_views.view'])
    .execute();
}

/** Those of these turns that there are, oldest first. */
export async function readTurns(
  database: Kysely<SessionDatabase>,
  key: string,
  ids: readonly string[],
): Promise<TurnRow[]> {
  return database
    .selectFrom('turns')
    .selectAll()
    .where('session_key', '=', key)
    .where('id', 'in', ids)
    .orderBy('seq')
    .execute();
}

/** `union` ends the walk even if a damaged file holds a circle. */
function pathTo(database: Kysely<SessionDatabase>, key: string, head: string) {
  return database
    .withRecursive('path', (query) =>
      query
        .selectFrom('turns')
        .where('session_key', '=', key)
        .where('id', '=', head)
        .select(['id', 'parent_id'])
        .union(
          query
            .selectFrom('path')
            .innerJoin('turns', 'turns.id', 'path.parent_id')
            .where('turns.session_key', '=', key)
            .select(['turns.id', 'turns.parent_id']),
        ),
    )
    .selectFrom('path')
    .innerJoin('turns', 'turns.id', 'path.id')
    .where('turns.session_key', '=', key)
    .orderBy('turns.seq');
}

/** The first turn that a run has left; undefined where it left none. */
export async function findTurnOfRun(
  database: Kysely<SessionDatabase>,
  key: string,
  runId: string,
): Promise<Pick<TurnRow, 'id'> | undefined> {
  return database
    .selectFrom('turns')
    .select('id')
    .where('session_key', '=', key)
    .where('run_id', '=', runId)
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst();
}
