import { Injectable } from '@nestjs/common';
import type { JSONSchemaType } from 'ajv';
import { type ProtocolError, invalidRequest } from '../../gateway-protocol/protocol-error.js';
import { SessionAdministration } from '../../sessions/session-administration.service.js';
import type { ControlMethod } from '../control-method.port.js';
import { optionalAgentId, optionalCount, sessionKeyParam } from '../params.js';
import { OperatorSessions } from '../sessions/operator-sessions.service.js';
import { shownTurns } from '../sessions/session-history.js';

interface SessionsHistoryParams {
  key: string;
  agentId?: string;
  limit?: number;
  before?: string;
}

const defaultLimit = 50;

@Injectable()
export class SessionsHistoryMethod implements ControlMethod<SessionsHistoryParams> {
  readonly name = 'sessions.history';
  readonly scope = 'operator.read';
  readonly summary = 'The newest turns of a session with all messages; `before` a turn, the ones that came earlier';
  readonly params: JSONSchemaType<SessionsHistoryParams> = {
    type: 'object',
    properties: {
      key: sessionKeyParam,
      agentId: optionalAgentId,
      limit: optionalCount(1_000),
      before: { type: 'string', minLength: 1, maxLength: 128, nullable: true },
    },
    required: ['key'],
  };

  constructor(
    private readonly operators: OperatorSessions,
    private readonly sessions: SessionAdministration,
  ) {}

  async handle({ key: given, agentId, limit = defaultLimit, before }: SessionsHistoryParams) {
    const key = this.operators.keyOf(given, agentId);
    await this.sessions.describe(key);
    const turns = await this.sessions.turns(key);
    if (before !== undefined && !turns.some(({ id }) => id === before)) throw unknownTurn(before);
    return { key, total: turns.length, turns: shownTurns(turns, limit, before) };
  }
}

function unknownTurn(id: string): ProtocolError {
  return invalidRequest(`the session has no turn ${id}; leave \`before\` out for the newest turns`, {
    code: 'turn_not_found',
  });
}
