import { Injectable } from '@nestjs/common';
import type { JSONSchemaType } from 'ajv';
import { ownerClaim } from '../../auth/owner-header.js';
import { ExplainService } from '../../explain/explain.service.js';
import type { Explanation } from '../../explain/explanation.js';
import type { ControlMethod, MethodCall } from '../control-method.port.js';
import { optionalAgentId, optionalSessionKey } from '../params.js';

interface ExplainParams {
  request: Record<string, unknown>;
  agentId?: string;
  sessionKey?: string;
  senderIsOwner?: boolean;
  preview?: boolean;
}

@Injectable()
export class ExplainMethod implements ControlMethod<ExplainParams> {
  readonly name = 'explain';
  readonly scope = 'operator.read';
  readonly summary = 'What a request for a chat completion or a response would do and why, as `POST /v1/explain`';
  readonly params: JSONSchemaType<ExplainParams> = {
    type: 'object',
    properties: {
      request: { type: 'object', required: [] },
      agentId: optionalAgentId,
      sessionKey: optionalSessionKey,
      senderIsOwner: { type: 'boolean', nullable: true },
      preview: { type: 'boolean', nullable: true },
    },
    required: ['request'],
  };

  constructor(private readonly explain: ExplainService) {}

  async handle(
    params: ExplainParams,
    { operator, signal }: MethodCall,
  ): Promise<Explanation & { warnings?: string[] }> {
    const { request, agentId, sessionKey, senderIsOwner, preview = false } = params;
    const warnings: string[] = [];
    const explanation = await this.explain.explain(
      { ...request, preview },
      {
        owner: { credential: operator.credential, header: ownerClaim(senderIsOwner) },
        route: { agentId, sessionKey, model: undefined, messageChannel: undefined },
        signal,
        onDisconnect: 'cancel',
        isOverHttp: false,
        warn: (text) => warnings.push(text),
      },
    );
    return { ...explanation, ...(warnings.length > 0 ? { warnings } : {}) };
  }
}
