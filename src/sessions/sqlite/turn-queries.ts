import { type Kysely, sql, type Transaction } from 'kysely';
import type { SessionIdentity } from '../session-store.port.js';
import type { SessionDatabase, TurnRow } from './session-database.js';
import type { NewTurnRow } from './turn-row.js';

/**
 * Writes one turn unless it is there already. The first statement is a write, so that the transaction waits for the lock
 * instead of failing when another program writes between its read and its write.
 */
export async function writeTurn(
  transaction: Transaction<SessionDatabase>,
  session: SessionIdentity,
  row: NewTurnRow,
): Promise<void> {
  await touchSession(transaction, session, row);
  if (await insertTurn(transaction, row)) await advanceHead(transaction, row);
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

/** The newest turn and its ancestors, oldest first. `union` ends the walk even if a damaged file holds a circle. */
export async function readPath(database: Kysely<SessionDatabase>, key: string, head: string): Promise<TurnRow[]> {
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
    .selectAll('turns')
    .orderBy('turns.seq')
    .execute();
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
