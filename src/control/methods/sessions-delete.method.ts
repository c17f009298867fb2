import { Injectable } from '@nestjs/common';
import type { JSONSchemaType } from 'ajv';
import type { SessionsDeletePayload } from '../../gateway-protocol/method-payloads.js';
import type { ControlMethod, MethodCall } from '../control-method.port.js';
import { type SessionTargetParams, sessionTargetParams } from '../params.js';
import { OperatorSessions } from '../sessions/operator-sessions.service.js';
import { SessionKeys } from '../sessions/session-keys.service.js';

@Injectable()
export class SessionsDeleteMethod implements ControlMethod<SessionTargetParams> {
  readonly name = 'sessions.delete';
  readonly scope = 'operator.admin';
  readonly summary = 'Stops the runs of a session and removes it with all that was said';
  readonly params: JSONSchemaType<SessionTargetParams> = sessionTargetParams;

  constructor(
    private readonly keys: SessionKeys,
    private readonly sessions: OperatorSessions,
  ) {}

  async handle(
    { idempotencyKey, ...session }: SessionTargetParams,
    { operator }: MethodCall,
  ): Promise<SessionsDeletePayload> {
    const { credential } = operator;
    const key = this.keys.kept({ ...session, field: 'key', credential });
    const existed = await this.sessions.change('delete', { key, idempotencyKey });
    return { ok: true, key, deleted: existed };
  }
}
