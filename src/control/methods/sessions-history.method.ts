import { Injectable } from '@nestjs/common';
import type { JSONSchemaType } from 'ajv';
import type { SessionsHistoryPayload } from '../../gateway-protocol/method-payloads.js';
import { type ProtocolError, invalidRequest } from '../../gateway-protocol/protocol-error.js';
import { SessionAdministration } from '../../sessions/session-administration.service.js';
import { SessionNotFoundError } from '../../sessions/session.errors.js';
import type { ControlMethod, MethodCall } from '../control-method.port.js';
import { turnLimits } from '../list-limits.js';
import { type SessionParams, optionalAgentId, optionalCount, sessionKeyParam } from '../params.js';
import { shownTurns } from '../sessions/session-history.js';
import { SessionKeys } from '../sessions/session-keys.service.js';

interface SessionsHistoryParams extends SessionParams {
  limit?: number;
  before?: string;
}

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
      limit: optionalCount(turnLimits.most),
      before: { type: 'string', minLength: 1, maxLength: 128, nullable: true },
    },
    required: ['key'],
  };

  constructor(
    private readonly keys: SessionKeys,
    private readonly sessions: SessionAdministration,
  ) {}

  async handle(
    { limit = turnLimits.otherwise, before, ...session }: SessionsHistoryParams,
    { operator }: MethodCall,
  ): Promise<SessionsHistoryPayload> {
    const key = this.keys.kept({ ...session, field: 'key', credential: operator.credential });
    if (!(await this.sessions.describe(key))) throw new SessionNotFoundError();
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
