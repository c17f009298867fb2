import { Injectable } from '@nestjs/common';
import type { JSONSchemaType } from 'ajv';
import type { SessionsCreatePayload } from '../../gateway-protocol/method-payloads.js';
import { sessionIdOf } from '../../sessions/session-name.js';
import type { ControlMethod, MethodCall } from '../control-method.port.js';
import { type SessionParams, sessionParams } from '../params.js';
import { SessionKeys } from '../sessions/session-keys.service.js';

/** A session comes to be with its first turn, so there is nothing to do but to say how it is called. */
@Injectable()
export class SessionsCreateMethod implements ControlMethod<SessionParams> {
  readonly name = 'sessions.create';
  readonly scope = 'operator.write';
  readonly summary = 'The whole key of a new session; it is kept from its first turn on';
  readonly params: JSONSchemaType<SessionParams> = sessionParams;

  constructor(private readonly keys: SessionKeys) {}

  handle(params: SessionParams, { operator }: MethodCall): SessionsCreatePayload {
    const { credential } = operator;
    const key = this.keys.usable({ ...params, field: 'key', credential });
    return { ok: true, key, sessionId: sessionIdOf(key) };
  }
}
