import { Injectable } from '@nestjs/common';
import type { JSONSchemaType } from 'ajv';
import { PublicCheck } from '../../explain/public-check/public-check.service.js';
import type { PublicCheckPayload } from '../../gateway-protocol/method-payloads.js';
import type { ControlMethod, MethodCall } from '../control-method.port.js';
import { optionalAgentId } from '../params.js';

interface PublicCheckParams {
  agentId?: string;
}

@Injectable()
export class PublicCheckMethod implements ControlMethod<PublicCheckParams> {
  readonly name = 'public.check';
  readonly scope = 'operator.admin';
  readonly wholeGateway = true;
  readonly summary = 'Which facts of the host are in what public agents can send to a model; no model is called';
  readonly params: JSONSchemaType<PublicCheckParams> = { type: 'object', properties: { agentId: optionalAgentId } };

  constructor(private readonly check: PublicCheck) {}

  handle({ agentId }: PublicCheckParams, { operator, signal }: MethodCall): Promise<PublicCheckPayload> {
    return this.check.run({ agentId, credential: operator.credential, signal });
  }
}
