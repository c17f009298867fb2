import { Injectable } from '@nestjs/common';
import type { JSONSchemaType } from 'ajv';
import { mapGatewayError } from '../../gateway-protocol/map-gateway-error.js';
import type { AgentAccepted, AgentCompleted } from '../../gateway-protocol/payloads.js';
import { ProtocolError } from '../../gateway-protocol/protocol-error.js';
import type { ControlMethod, MethodCall } from '../control-method.port.js';
import { idempotencyKeyParam, optionalAgentId, optionalCount, optionalSessionKey } from '../params.js';
import { type MessageAttachment, type OperatorRun, attachmentsParam } from '../runs/operator-run.js';
import { OperatorRuns } from '../runs/operator-runs.service.js';
import { toAgentCompleted } from '../runs/to-agent-completed.js';
import { toldWarnings } from '../runs/told-warnings.js';
import { allowedMilliseconds, longest } from '../time-limits.js';

interface AgentParams {
  message: string;
  idempotencyKey: string;
  agentId?: string;
  sessionKey?: string;
  sessionId?: string;
  attachments?: MessageAttachment[];
  extraSystemPrompt?: string;
  timeout?: number;
  senderIsOwner?: boolean;
}

@Injectable()
export class AgentMethod implements ControlMethod<AgentParams> {
  readonly name = 'agent';
  readonly scope = 'operator.write';
  readonly summary = 'Runs an agent: answers when the run is accepted, and again when it has ended';
  readonly params: JSONSchemaType<AgentParams> = {
    type: 'object',
    properties: {
      message: { type: 'string' },
      idempotencyKey: idempotencyKeyParam,
      agentId: optionalAgentId,
      sessionKey: optionalSessionKey,
      sessionId: optionalSessionKey,
      attachments: attachmentsParam,
      extraSystemPrompt: { type: 'string', nullable: true },
      timeout: optionalCount(longest.seconds, 0),
      senderIsOwner: { type: 'boolean', nullable: true },
    },
    required: ['message', 'idempotencyKey'],
  };

  constructor(private readonly runs: OperatorRuns) {}

  async handle(params: AgentParams, { operator, accept }: MethodCall): Promise<AgentCompleted> {
    const { timeout = 0, sessionId, sessionKey = sessionId, ...message } = params;
    const timeoutMilliseconds = allowedMilliseconds(timeout * 1000);
    const { run } = await this.runs.start(this.name, { ...message, sessionKey, timeoutMilliseconds }, operator);
    accept(toAccepted(run));
    const outcome = await run.outcome;
    if (outcome.ok) return toAgentCompleted(run, outcome);
    const shape = mapGatewayError(outcome.error);
    throw new ProtocolError({ ...shape, details: { ...shape.details, runId: run.runId } });
  }
}

function toAccepted({ runId, sessionKey, agentId, acceptedAt, warnings }: OperatorRun): AgentAccepted {
  return { runId, sessionKey, agentId, status: 'accepted', acceptedAt, ...toldWarnings(warnings) };
}
