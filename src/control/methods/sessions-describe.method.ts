import { Injectable } from '@nestjs/common';
import type { JSONSchemaType } from 'ajv';
import type { SessionsDescribePayload } from '../../gateway-protocol/method-payloads.js';
import type { ControlMethod, MethodCall } from '../control-method.port.js';
import { type SessionParams, sessionParams } from '../params.js';
import { SessionKeys } from '../sessions/session-keys.service.js';
import { SessionRows } from '../sessions/session-rows.service.js';

@Injectable()
export class SessionsDescribeMethod implements ControlMethod<SessionParams> {
  readonly name = 'sessions.describe';
  readonly scope = 'operator.read';
  readonly summary = 'One session; `null` where nothing is kept under the key';
  readonly params: JSONSchemaType<SessionParams> = sessionParams;

  constructor(
    private readonly keys: SessionKeys,
    private readonly rows: SessionRows,
  ) {}

  async handle(params: SessionParams, { operator }: MethodCall): Promise<SessionsDescribePayload> {
    const key = this.keys.kept({ ...params, field: 'key', credential: operator.credential });
    return { session: (await this.rows.find(key)) ?? null };
  }
}
