import { Injectable } from '@nestjs/common';
import type { JSONSchemaType } from 'ajv';
import type { ChatStarted } from '../../gateway-protocol/payloads.js';
import type { ControlMethod, MethodCall } from '../control-method.port.js';
import { idempotencyKeyParam, optionalAgentId, optionalCount, sessionKeyParam } from '../params.js';
import { type MessageAttachment, attachmentsParam } from '../runs/operator-run.js';
import { OperatorRuns, type RequestedRun } from '../runs/operator-runs.service.js';
import { toldWarnings } from '../runs/told-warnings.js';
import { allowedMilliseconds, longest } from '../time-limits.js';

interface ChatSendParams {
  sessionKey: string;
  message: string;
  idempotencyKey: string;
  agentId?: string;
  attachments?: MessageAttachment[];
  timeoutMs?: number;
  senderIsOwner?: boolean;
}

@Injectable()
export class ChatSendMethod implements ControlMethod<ChatSendParams> {
  readonly name = 'chat.send';
  readonly scope = 'operator.write';
  readonly summary = 'Starts a run and answers at once; the reply comes in `chat` events';
  readonly params: JSONSchemaType<ChatSendParams> = {
    type: 'object',
    properties: {
      sessionKey: sessionKeyParam,
      message: { type: 'string' },
      idempotencyKey: idempotencyKeyParam,
      agentId: optionalAgentId,
      attachments: attachmentsParam,
      timeoutMs: optionalCount(longest.milliseconds, 0),
      senderIsOwner: { type: 'boolean', nullable: true },
    },
    required: ['sessionKey', 'message', 'idempotencyKey'],
  };

  constructor(private readonly runs: OperatorRuns) {}

  async handle({ timeoutMs, ...message }: ChatSendParams, { operator }: MethodCall): Promise<ChatStarted> {
    const request = { ...message, timeoutMilliseconds: allowedMilliseconds(timeoutMs) };
    const requested = await this.runs.start(this.name, request, operator);
    const { runId, warnings } = requested.run;
    return { runId, status: statusOf(requested), ...toldWarnings(warnings) };
  }
}

function statusOf({ run, isRepeat }: RequestedRun): ChatStarted['status'] {
  if (!isRepeat) return 'started';
  if (run.ended === undefined) return 'in_flight';
  return run.ended.ok ? 'ok' : 'error';
}
