import type { Clock } from '../../common/clock.js';
import type { Ids } from '../../common/ids.js';
import type { ProviderConfig } from '../../config/models.config.js';
import type { ModelEvent, ModelProvider, ModelRequest } from '../provider.port.js';
import { CallIterator } from './call-iterator.js';
import { ChatCall } from './chat-call.js';
import { toChatEndpoint } from './chat-endpoint.js';
import type { ChatEndpoint } from './chat-endpoint.js';
import { toChatRequest } from './to-chat-request.js';
import { UpstreamPool } from './upstream-pool.js';

/** A header value shorter than this is no secret, and too likely to be part of an ordinary text. */
const shortestSecret = 8;

/** Any provider that speaks OpenAI's chat completions. Always streams, so that there is one way through. */
export class OpenAiCompatibleProvider implements ModelProvider {
  private readonly endpoint: ChatEndpoint;
  private readonly pool: UpstreamPool;
  private readonly secrets: string[];

  /** Throws a TypeError when the configured base URL is no http(s) URL. */
  constructor(
    private readonly config: ProviderConfig,
    private readonly deps: { clock: Clock; ids: Ids },
  ) {
    this.endpoint = toChatEndpoint(config);
    this.pool = new UpstreamPool(this.endpoint.origin);
    this.secrets = [config.apiKey ?? '', ...Object.values(config.headers)].filter(
      (value) => value.length >= shortestSecret,
    );
  }

  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent[]> {
    const body = JSON.stringify(toChatRequest(request, this.endpoint.maxTokensField));
    return { [Symbol.asyncIterator]: () => new CallIterator(() => this.start(body, signal)) };
  }

  /** Closes the connections as soon as no call runs; calls by those who still hold the provider stay possible. */
  retire(): Promise<void> {
    return this.pool.retire();
  }

  destroy(): Promise<void> {
    return this.pool.destroy();
  }

  private start(body: string, signal: AbortSignal): ChatCall {
    const { config, endpoint, secrets, pool } = this;
    const dispatcher = pool.acquire();
    const release = (): Promise<void> => pool.release();
    return new ChatCall({ config, endpoint, dispatcher, release, secrets, ...this.deps }, body, signal);
  }
}
