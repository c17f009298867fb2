import { Injectable } from '@nestjs/common';
import type { JSONSchemaType } from 'ajv';
import type { ChatAbortPayload } from '../../gateway-protocol/method-payloads.js';
import type { ControlMethod, MethodCall } from '../control-method.port.js';
import { optionalAgentId, sessionKeyParam } from '../params.js';
import { OperatorSessions } from '../sessions/operator-sessions.service.js';
import { SessionKeys } from '../sessions/session-keys.service.js';

interface ChatAbortParams {
  sessionKey: string;
  agentId?: string;
  runId?: string;
}

@Injectable()
export class ChatAbortMethod implements ControlMethod<ChatAbortParams> {
  readonly name = 'chat.abort';
  readonly scope = 'operator.write';
  readonly summary = 'Stops the runs of a session, or one of them';
  readonly params: JSONSchemaType<ChatAbortParams> = {
    type: 'object',
    properties: {
      sessionKey: sessionKeyParam,
      agentId: optionalAgentId,
      runId: { type: 'string', minLength: 1, maxLength: 256, nullable: true },
    },
    required: ['sessionKey'],
  };

  constructor(
    private readonly keys: SessionKeys,
    private readonly sessions: OperatorSessions,
  ) {}

  handle({ sessionKey, agentId, runId }: ChatAbortParams, { operator }: MethodCall): ChatAbortPayload {
    const { credential } = operator;
    const key = this.keys.kept({ key: sessionKey, agentId, field: 'sessionKey', credential });
    const runIds = this.sessions.cancelRuns(key, runId);
    return { ok: true, aborted: runIds.length > 0, runIds };
  }
}
