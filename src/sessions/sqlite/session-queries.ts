import { type Kysely, sql } from 'kysely';
import type { FoundSessions, SessionDetails, SessionQuery } from '../session-store.port.js';
import { nameInNamespace } from '../session-name.js';
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
function narrowed<Query extends Narrowable<Query>>(query: Query, wanted: SessionQuery): Query {
  const { agentId, agents, namespace, search } = wanted;
  const ofAgent = agentId === undefined ? query : query.where('agent_id', '=', agentId);
  const ofAgents = agents === undefined ? ofAgent : ofAgent.where('agent_id', 'in', agents);
  const ofNamespace = namespace === undefined ? ofAgents : ofAgents.where(namespacePosition(namespace), '=', 1);
  if (search === undefined || search === '') return ofNamespace;
  return ofNamespace.where(sql<number>`instr(lower(key), lower(${search}))`, '>', 0);
}

/** 1 where the key begins with its agent and the namespace, else something else. */
function namespacePosition(namespace: string) {
  const begins = nameInNamespace('', namespace);
  return sql<number>`instr(key, 'agent:' || agent_id || ':' || ${begins})`;
}

/** A kysely query over sessions, whatever it selects. */
interface Narrowable<Query> {
  where(left: 'agent_id', operator: '=', value: string): Query;
  where(left: 'agent_id', operator: 'in', values: readonly string[]): Query;
  where(left: ReturnType<typeof sql<number>>, operator: '>' | '=', value: number): Query;
}
