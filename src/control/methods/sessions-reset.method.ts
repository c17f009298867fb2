import { Injectable } from '@nestjs/common';
import type { JSONSchemaType } from 'ajv';
import type { ControlMethod } from '../control-method.port.js';
import { type SessionTargetParams, sessionTargetParams } from '../params.js';
import { OperatorSessions } from '../sessions/operator-sessions.service.js';
import { sessionIdOf } from '../sessions/session-name.js';

@Injectable()
export class SessionsResetMethod implements ControlMethod<SessionTargetParams> {
  readonly name = 'sessions.reset';
  readonly scope = 'operator.admin';
  readonly summary = 'Stops the runs of a session and lets it begin anew; what was said stays stored';
  readonly params: JSONSchemaType<SessionTargetParams> = sessionTargetParams;

  constructor(private readonly sessions: OperatorSessions) {}

  async handle({ key: given, agentId, idempotencyKey }: SessionTargetParams) {
    const key = this.sessions.keyOf(given, agentId);
    const existed = await this.sessions.change('reset', { key, idempotencyKey });
    return { ok: true, key, entry: { sessionId: sessionIdOf(key) }, existed };
  }
}
