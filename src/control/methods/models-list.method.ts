import { Injectable } from '@nestjs/common';
import type { ModelsListPayload } from '../../gateway-protocol/method-payloads.js';
import { ModelRegistryService } from '../../providers/model-registry.service.js';
import type { ControlMethod } from '../control-method.port.js';
import { noParams } from '../params.js';

@Injectable()
export class ModelsListMethod implements ControlMethod {
  readonly name = 'models.list';
  readonly scope = 'operator.read';
  readonly summary = 'The models that are configured, were found or are named by agents, and the built-in one';
  readonly params = noParams;

  constructor(private readonly models: ModelRegistryService) {}

  handle(): ModelsListPayload {
    const models = this.models.list().map(({ ref, providerName, modelId, contextWindow, maxTokens, input }) => {
      return { ref, id: modelId, name: modelId, provider: providerName, contextWindow, maxTokens, input };
    });
    return { models, default: this.models.usualModel() };
  }
}
