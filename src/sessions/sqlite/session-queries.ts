import { type Kysely, sql } from 'kysely';
import type { FoundSessions, SessionDetails, SessionQuery } from '../session-store.port.js';
import type { SessionDatabase } from './session-database.js';

export async function describeSession(
  database: Kysely<SessionDatabase>,
  key: string,
): Promise<SessionDetails | undefined> {
  const row = await details(database).where('key', '=', key).executeTakeFirst();
  return row && toDetails(row);
}

export async function findSessions(database: Kysely<SessionDatabase>, query: SessionQuery): Promise<FoundSessions> {
  const { limit, offset } = query;
  const counted = await narrowed(database.selectFrom('sessions'), query)
    .select((expression) => expression.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const rows = await narrowed(details(database), query)
    .orderBy('updated_at', 'desc')
    .orderBy('key', 'desc')
    .limit(limit)
    .offset(offset)
    .execute();
  return { total: counted.total, sessions: rows.map(toDetails) };
}

function details(database: Kysely<SessionDatabase>) {
  return database
    .selectFrom('sessions')
    .select(['key', 'agent_id as agentId', 'owner', 'created_at as createdAt', 'updated_at as updatedAt', 'bytes'])
    .select(sql<number>`(select count(*) from turns where turns.session_key = sessions.key)`.as('turns'));
}

type Row = Awaited<ReturnType<ReturnType<typeof details>['executeTakeFirstOrThrow']>>;

function toDetails(row: Row): SessionDetails {
  return { ...row, owner: row.owner !== 0 };
}

/** What both the count and the page have to fit. `instr` knows no wild cards, so a search is never a pattern. */
function narrowed<Query extends Narrowable<Query>>(query: Query, { agentId, search }: SessionQuery): Query {
  const ofAgent = agentId === undefined ? query : query.where('agent_id', '=', agentId);
  if (search === undefined || search === '') return ofAgent;
  return ofAgent.where(sql<number>`instr(lower(key), lower(${search}))`, '>', 0);
}

/** A kysely query over sessions, whatever it selects. */
interface Narrowable<Query> {
  where(left: 'agent_id', operator: '=', value: string): Query;
  where(left: ReturnType<typeof sql<number>>, operator: '>', value: number): Query;
}
