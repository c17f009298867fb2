import type { ProviderConfig } from '../../config/models.config.js';
import { baseUrlOf, toUpstreamEndpoint } from './upstream-endpoint.js';
import type { UpstreamEndpoint } from './upstream-endpoint.js';

/** Where and how a provider's chat completions are called. */
export interface ChatEndpoint extends UpstreamEndpoint {
  /** OpenAI itself refuses `max_tokens` for newer models; most others know only that. */
  maxTokensField: 'max_completion_tokens' | 'max_tokens';
}

/** Throws a TypeError when the base URL is no http(s) URL. */
export function toChatEndpoint(config: ProviderConfig): ChatEndpoint {
  return {
    ...toUpstreamEndpoint(config, 'chat/completions', 'text/event-stream, application/json'),
    maxTokensField: baseUrlOf(config).hostname === 'api.openai.com' ? 'max_completion_tokens' : 'max_tokens',
  };
}
