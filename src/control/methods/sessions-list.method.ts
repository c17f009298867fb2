import { Inject, Injectable } from '@nestjs/common';
import type { JSONSchemaType } from 'ajv';
import { parseAgentId } from '../../agents/agent-id.js';
import { type AllowedAgents, AgentResolverService } from '../../agents/agent-resolver.service.js';
import { Clock } from '../../common/clock.js';
import type { SessionDefaults, SessionsListPayload } from '../../gateway-protocol/method-payloads.js';
import type { ControlMethod, MethodCall } from '../control-method.port.js';
import { fewestSessions, listLimits, mostSkipped } from '../list-limits.js';
import { optionalAgentId, optionalCount } from '../params.js';
import { SessionRows } from '../sessions/session-rows.service.js';

interface SessionsListParams {
  agentId?: string;
  search?: string;
  limit?: number;
  offset?: number;
}

@Injectable()
export class SessionsListMethod implements ControlMethod<SessionsListParams> {
  readonly name = 'sessions.list';
  readonly scope = 'operator.read';
  readonly summary = 'Kept sessions, the last used first';
  readonly params: JSONSchemaType<SessionsListParams> = {
    type: 'object',
    properties: {
      agentId: optionalAgentId,
      search: { type: 'string', maxLength: 512, nullable: true },
      limit: optionalCount(listLimits.most, fewestSessions.protocol),
      offset: optionalCount(mostSkipped, 0),
    },
  };

  constructor(
    private readonly agents: AgentResolverService,
    private readonly rows: SessionRows,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  async handle(
    { agentId: given, search, limit = listLimits.otherwise, offset = 0 }: SessionsListParams,
    { operator }: MethodCall,
  ): Promise<SessionsListPayload> {
    const { agents, namespace } = operator.credential;
    const agentId = given === undefined ? undefined : parseAgentId(given, 'agentId');
    if (agentId !== undefined) this.agents.checkAllowed({ id: agentId }, agents);
    const { total, rows } = await this.rows.list({ agentId, agents, namespace, search, limit, offset });
    const defaults = this.defaultsOf(agentId, agents);
    return { ts: this.clock.now(), count: rows.length, total, defaults, sessions: rows };
  }

  private defaultsOf(agentId: string | undefined, allowed: AllowedAgents): SessionDefaults {
    const agent = agentId === undefined ? this.agents.defaultAgent(allowed) : this.agents.find(agentId);
    if (!agent) return { modelProvider: null, model: null, contextTokens: null };
    const { provider, id, contextWindow } = this.rows.modelOf(agent);
    return { modelProvider: provider, model: id, contextTokens: contextWindow };
  }
}
