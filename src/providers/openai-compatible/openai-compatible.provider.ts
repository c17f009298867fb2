import type { Clock } from '../../common/clock.js';
import type { Ids } from '../../common/ids.js';
import type { ProviderConfig } from '../../config/models.config.js';
import { CallIterator } from '../call-iterator.js';
import type { EmbeddingAnswer, EmbeddingRequest } from '../embedding.port.js';
import type { ManagedProvider } from '../managed-provider.js';
import type { ModelEvent, ModelRequest } from '../provider.port.js';
import type { RequestInspector } from '../request-inspector.js';
import { UpstreamConnections } from '../upstream-connections.js';
import { callEmbeddings } from './call-embeddings.js';
import { ChatCall } from './chat-call.js';
import { toChatEndpoint } from './chat-endpoint.js';
import type { ChatEndpoint } from './chat-endpoint.js';
import { openPool } from './open-pool.js';
import { toChatRequest } from './to-chat-request.js';
import { toEmbeddingBody } from './to-embedding-body.js';
import { UpstreamCall } from './upstream-call.js';
import type { UpstreamCallContext } from './upstream-call.js';
import { toUpstreamEndpoint } from './upstream-endpoint.js';
import type { UpstreamEndpoint } from './upstream-endpoint.js';

/** Any provider that speaks OpenAI's chat completions. Always streams them, so that there is one way through. */
export class OpenAiCompatibleProvider implements ManagedProvider {
  private readonly endpoint: ChatEndpoint;
  private readonly embeddings: UpstreamEndpoint;
  private readonly connections: UpstreamConnections;

  /** Throws a TypeError when the configured base URL is no http(s) URL. */
  constructor(
    private readonly config: ProviderConfig,
    private readonly deps: { clock: Clock; ids: Ids },
  ) {
    this.endpoint = toChatEndpoint(config);
    this.embeddings = toUpstreamEndpoint(config, 'embeddings', 'application/json');
    const { origin } = this.endpoint;
    this.connections = new UpstreamConnections(() => openPool(origin));
  }

  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent[]> {
    const body = this.body(request);
    return { [Symbol.asyncIterator]: () => new CallIterator(() => this.start(body, request, signal)) };
  }

  embed(request: EmbeddingRequest, signal: AbortSignal): Promise<EmbeddingAnswer> {
    const { input, inspect } = request;
    const body = JSON.stringify(toEmbeddingBody(request));
    const call = new UpstreamCall(this.context(this.embeddings, inspect), body, signal);
    return callEmbeddings(call, input.type === 'texts' ? input.texts.length : input.tokens.length);
  }

  preview(request: ModelRequest): Promise<unknown> {
    return Promise.resolve(JSON.parse(this.body(request)));
  }

  /** Its code is here already. */
  load(): Promise<void> {
    return Promise.resolve();
  }

  retire(): Promise<void> {
    return this.connections.retire();
  }

  destroy(): Promise<void> {
    return this.connections.destroy();
  }

  private body(request: ModelRequest): string {
    return JSON.stringify(toChatRequest(request, this.endpoint.maxTokensField));
  }

  private start(body: string, { inspect }: ModelRequest, signal: AbortSignal): ChatCall {
    return new ChatCall(this.context(this.endpoint, inspect), body, signal);
  }

  private context(endpoint: UpstreamEndpoint, inspect: RequestInspector | undefined): UpstreamCallContext {
    const { config, connections } = this;
    const dispatcher = connections.acquire();
    const release = (): Promise<void> => connections.release();
    return { config, endpoint, dispatcher, inspect, release, ...this.deps };
  }
}
