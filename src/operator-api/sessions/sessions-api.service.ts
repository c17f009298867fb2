import { Injectable } from '@nestjs/common';
import { parseAgentId } from '../../agents/agent-id.js';
import { AgentResolverService } from '../../agents/agent-resolver.service.js';
import type { Credential } from '../../auth/credential.js';
import { invalidValue } from '../../common/request-errors.js';
import { fewestSessions, listLimits, mostSkipped, turnLimits } from '../../control/list-limits.js';
import { OperatorSessions, type SessionChange } from '../../control/sessions/operator-sessions.service.js';
import { shownTurns } from '../../control/sessions/session-history.js';
import { SessionKeys } from '../../control/sessions/session-keys.service.js';
import { SessionRows } from '../../control/sessions/session-rows.service.js';
import { SessionAdministration } from '../../sessions/session-administration.service.js';
import { SessionNotFoundError } from '../../sessions/session.errors.js';
import { type Query, readCount, readText } from '../read-query.js';
import { toWireSession } from './to-wire-session.js';
import { toWireTurn } from './to-wire-turn.js';
import type {
  DeletedSession,
  WireHistory,
  WireSession,
  WireSessionList,
  WireSessionWithHistory,
} from './wire-session.js';

/** Kept sessions for HTTP. A key is a whole one, or a name within the default agent. */
@Injectable()
export class SessionsApi {
  constructor(
    private readonly keys: SessionKeys,
    private readonly operators: OperatorSessions,
    private readonly rows: SessionRows,
    private readonly sessions: SessionAdministration,
    private readonly agents: AgentResolverService,
  ) {}

  /** The last used first. Rejects with 400 that names a bad value of the query. */
  async list(query: Query, { agents, namespace }: Credential): Promise<WireSessionList> {
    const agent = readText(query, 'agent');
    const agentId = agent === undefined ? undefined : parseAgentId(agent, 'agent');
    if (agentId !== undefined) this.agents.checkAllowed({ id: agentId }, agents);
    const limit =
      readCount(query, 'limit', { least: fewestSessions.http, most: listLimits.most }) ?? listLimits.otherwise;
    const offset = readCount(query, 'offset', { least: 0, most: mostSkipped }) ?? 0;
    const search = readText(query, 'search');
    const { total, rows } = await this.rows.list({ agentId, agents, namespace, search, limit, offset });
    const data = rows.map(toWireSession);
    return { object: 'list', data, total, has_more: offset + data.length < total };
  }

  /** Rejects with `SessionNotFoundError`, and with 400 for a bad value of the query or a key that names no session. */
  async describe(given: string, query: Query, credential: Credential): Promise<WireSessionWithHistory> {
    const limit = readCount(query, 'limit', { least: 1, most: turnLimits.most }) ?? turnLimits.otherwise;
    const before = readText(query, 'before');
    const key = this.keyOf(given, credential);
    const session = await this.find(key);
    return { ...session, history: await this.history(key, limit, before) };
  }

  /** Stops the runs of the session and lets it begin anew. Rejects with `SessionNotFoundError`. */
  async reset(given: string, credential: Credential): Promise<WireSession> {
    return this.find(await this.change('reset', given, credential));
  }

  /** Stops the runs of the session and removes it. Rejects as `reset` does, and with `SessionChangedError`. */
  async remove(given: string, credential: Credential): Promise<DeletedSession> {
    const key = await this.change('delete', given, credential);
    return { object: 'openclaw.session.deleted', key, deleted: true };
  }

  private keyOf(given: string, credential: Credential): string {
    return this.keys.kept({ key: given, field: 'key', credential });
  }

  private async find(key: string): Promise<WireSession> {
    const row = await this.rows.find(key);
    if (!row) throw new SessionNotFoundError();
    return toWireSession(row);
  }

  private async history(key: string, limit: number, before: string | undefined): Promise<WireHistory> {
    const turns = await this.sessions.turns(key);
    if (before !== undefined && !turns.some(({ id }) => id === before)) {
      throw invalidValue('before', 'expected the id of a turn of this session');
    }
    const shown = shownTurns(turns, limit, before);
    const hasMore = shown.length > 0 && shown[0].id !== turns[0].id;
    return { object: 'list', data: shown.map(toWireTurn), total: turns.length, has_more: hasMore };
  }

  private async change(change: SessionChange, given: string, credential: Credential): Promise<string> {
    const key = this.keyOf(given, credential);
    if (!(await this.operators.change(change, { key }))) throw new SessionNotFoundError();
    return key;
  }
}
