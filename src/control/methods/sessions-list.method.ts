import { Inject, Injectable } from '@nestjs/common';
import type { JSONSchemaType } from 'ajv';
import { Clock } from '../../common/clock.js';
import { SessionAdministration } from '../../sessions/session-administration.service.js';
import type { ControlMethod } from '../control-method.port.js';
import { optionalAgentId, optionalCount } from '../params.js';
import { SessionRows } from '../sessions/session-rows.service.js';

interface SessionsListParams {
  agentId?: string;
  search?: string;
  limit?: number;
  offset?: number;
}

const defaultLimit = 100;

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
      limit: optionalCount(1_000, 0),
      offset: optionalCount(100_000_000, 0),
    },
  };

  constructor(
    private readonly sessions: SessionAdministration,
    private readonly rows: SessionRows,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  async handle({ agentId, search, limit = defaultLimit, offset = 0 }: SessionsListParams) {
    const agent = agentId?.toLowerCase();
    const { total, sessions } = await this.sessions.find({ agentId: agent, search, limit, offset });
    const model = this.rows.modelOf(agent);
    return {
      ts: this.clock.now(),
      count: sessions.length,
      total,
      defaults: { modelProvider: model.provider, model: model.id, contextTokens: model.contextWindow },
      sessions: this.rows.toRows(sessions),
    };
  }
}
