import type { Clock } from '../../common/clock.js';
import type { Ids } from '../../common/ids.js';
import type { ProviderConfig } from '../../config/models.config.js';
import { CallIterator } from '../call-iterator.js';
import type { EmbeddingAnswer, EmbeddingRequest } from '../embedding.port.js';
import type { ManagedProvider } from '../managed-provider.js';
import type { ModelEvent, ModelRequest } from '../provider.port.js';
import { UpstreamConnections } from '../upstream-connections.js';
import { AiSdkCall } from './ai-sdk-call.js';
import type { AiSdkCallContext } from './ai-sdk-call.js';
import { AiSdkEmbeddingCall } from './ai-sdk-embedding-call.js';
import { loadPackage, type AiSdkApi } from './load-model.js';
import { createDispatcher } from './neutral-fetch.js';
import { previewBody } from './preview-body.js';

/**
 * Providers that speak an API of their own, through the AI SDK's provider packages. Only the contracts of a language model
 * (`doStream`) and of an embedding model (`doEmbed`) are used, so that retries, time limits and tool calls stay with the
 * gateway.
 */
export class AiSdkProvider implements ManagedProvider {
  private readonly api: AiSdkApi;
  private readonly connections = new UpstreamConnections(createDispatcher);

  /** Throws for an API that another adapter speaks. */
  constructor(
    private readonly config: ProviderConfig,
    private readonly deps: { clock: Clock; ids: Ids },
  ) {
    if (config.api !== 'anthropic-messages' && config.api !== 'google-generative-ai') {
      throw new Error(`The AI SDK adapter does not speak ${config.api}.`);
    }
    this.api = config.api;
  }

  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent[]> {
    return { [Symbol.asyncIterator]: () => new CallIterator(() => this.start(request, signal)) };
  }

  embed(request: EmbeddingRequest, signal: AbortSignal): Promise<EmbeddingAnswer> {
    return new AiSdkEmbeddingCall(this.context(), request, signal).answer();
  }

  preview(request: ModelRequest): Promise<unknown> {
    return previewBody(this.api, this.config, request);
  }

  load(): Promise<void> {
    return loadPackage(this.api);
  }

  retire(): Promise<void> {
    return this.connections.retire();
  }

  destroy(): Promise<void> {
    return this.connections.destroy();
  }

  private start(request: ModelRequest, signal: AbortSignal): AiSdkCall {
    return new AiSdkCall(this.context(), request, signal);
  }

  private context(): AiSdkCallContext {
    const { api, config, connections } = this;
    const dispatcher = connections.acquire();
    const release = (): Promise<void> => connections.release();
    return { ...this.deps, api, config, dispatcher, release };
  }
}
