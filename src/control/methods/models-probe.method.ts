import { Injectable } from '@nestjs/common';
import type { JSONSchemaType } from 'ajv';
import type { ModelsProbePayload } from '../../gateway-protocol/method-payloads.js';
import type { ControlMethod, MethodCall } from '../control-method.port.js';
import { ModelProbe } from '../models/model-probe.service.js';

interface ModelsProbeParams {
  refs?: string[];
}

@Injectable()
export class ModelsProbeMethod implements ControlMethod<ModelsProbeParams> {
  readonly name = 'models.probe';
  readonly scope = 'operator.write';
  readonly wholeGateway = true;
  readonly summary = 'Whether models answer: each is sent a request of a few tokens';
  readonly params: JSONSchemaType<ModelsProbeParams> = {
    type: 'object',
    properties: {
      refs: { type: 'array', items: { type: 'string', minLength: 1, maxLength: 256 }, maxItems: 32, nullable: true },
    },
  };

  constructor(private readonly probe: ModelProbe) {}

  async handle({ refs }: ModelsProbeParams, { signal }: MethodCall): Promise<ModelsProbePayload> {
    return { results: await this.probe.run(refs, signal) };
  }
}
