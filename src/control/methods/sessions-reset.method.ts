import { Injectable } from '@nestjs/common';
import type { JSONSchemaType } from 'ajv';
import type { SessionsResetPayload } from '../../gateway-protocol/method-payloads.js';
import { sessionIdOf } from '../../sessions/session-name.js';
import type { ControlMethod, MethodCall } from '../control-method.port.js';
import { type SessionTargetParams, sessionTargetParams } from '../params.js';
import { OperatorSessions } from '../sessions/operator-sessions.service.js';
import { SessionKeys } from '../sessions/session-keys.service.js';

@Injectable()
export class SessionsResetMethod implements ControlMethod<SessionTargetParams> {
  readonly name = 'sessions.reset';
  readonly scope = 'operator.admin';
  readonly summary = 'Stops the runs of a session and lets it begin anew; what was said stays stored';
  readonly params: JSONSchemaType<SessionTargetParams> = sessionTargetParams;

  constructor(
    private readonly keys: SessionKeys,
    private readonly sessions: OperatorSessions,
  ) {}

  async handle(
    { idempotencyKey, ...session }: SessionTargetParams,
    { operator }: MethodCall,
  ): Promise<SessionsResetPayload> {
    const { credential } = operator;
    const key = this.keys.kept({ ...session, field: 'key', credential });
    const existed = await this.sessions.change('reset', { key, idempotencyKey });
    return { ok: true, key, entry: { sessionId: sessionIdOf(key) }, existed };
  }
}
