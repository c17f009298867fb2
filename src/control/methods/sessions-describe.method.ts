import { Injectable } from '@nestjs/common';
import type { JSONSchemaType } from 'ajv';
import type { SessionRow } from '../../gateway-protocol/payloads.js';
import type { ControlMethod } from '../control-method.port.js';
import { optionalAgentId, sessionKeyParam } from '../params.js';
import { OperatorSessions } from '../sessions/operator-sessions.service.js';
import { SessionRows } from '../sessions/session-rows.service.js';

interface SessionsDescribeParams {
  key: string;
  agentId?: string;
}

@Injectable()
export class SessionsDescribeMethod implements ControlMethod<SessionsDescribeParams> {
  readonly name = 'sessions.describe';
  readonly scope = 'operator.read';
  readonly summary = 'One session; `null` where nothing is kept under the key';
  readonly params: JSONSchemaType<SessionsDescribeParams> = {
    type: 'object',
    properties: { key: sessionKeyParam, agentId: optionalAgentId },
    required: ['key'],
  };

  constructor(
    private readonly operators: OperatorSessions,
    private readonly rows: SessionRows,
  ) {}

  async handle({ key, agentId }: SessionsDescribeParams): Promise<{ session: SessionRow | null }> {
    return { session: (await this.rows.find(this.operators.keyOf(key, agentId))) ?? null };
  }
}
