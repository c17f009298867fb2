import { Injectable } from '@nestjs/common';
import type { JSONSchemaType } from 'ajv';
import type { ControlMethod } from '../control-method.port.js';
import { optionalAgentId, sessionKeyParam } from '../params.js';
import { OperatorSessions } from '../sessions/operator-sessions.service.js';
import { sessionIdOf } from '../sessions/session-name.js';

interface SessionsCreateParams {
  key: string;
  agentId?: string;
}

/** A session comes to be with its first turn, so there is nothing to do but to say how it is called. */
@Injectable()
export class SessionsCreateMethod implements ControlMethod<SessionsCreateParams> {
  readonly name = 'sessions.create';
  readonly scope = 'operator.write';
  readonly summary = 'The whole key of a new session; it is kept from its first turn on';
  readonly params: JSONSchemaType<SessionsCreateParams> = {
    type: 'object',
    properties: { key: sessionKeyParam, agentId: optionalAgentId },
    required: ['key'],
  };

  constructor(private readonly sessions: OperatorSessions) {}

  handle({ key: given, agentId }: SessionsCreateParams) {
    const key = this.sessions.keyOf(given, agentId);
    return { ok: true, key, sessionId: sessionIdOf(key) };
  }
}
