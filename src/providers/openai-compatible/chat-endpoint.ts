import type { ProviderConfig } from '../../config/models.config.js';
import { userAgent } from '../../common/user-agent.js';

/** Where and how a provider's chat completions are called. */
export interface ChatEndpoint {
  origin: string;
  path: string;
  /** Names and values in turn, as undici takes them fastest. */
  headers: string[];
  /** OpenAI itself refuses `max_tokens` for newer models; most others know only that. */
  maxTokensField: 'max_completion_tokens' | 'max_tokens';
}

/** Throws a TypeError when the base URL is no http(s) URL. */
export function toChatEndpoint(config: ProviderConfig): ChatEndpoint {
  const url = new URL(config.baseUrl ?? '');
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new TypeError('The base URL is neither http nor https.');
  return {
    origin: url.origin,
    path: `${url.pathname.replace(/\/+$/, '')}/chat/completions${url.search}`,
    headers: toHeaders(config),
    maxTokensField: url.hostname === 'api.openai.com' ? 'max_completion_tokens' : 'max_tokens',
  };
}

/** The configured headers come last, so that they can replace the usual ones. */
function toHeaders(config: ProviderConfig): string[] {
  const headers = new Map([
    ['content-type', 'application/json'],
    ['accept', 'text/event-stream, application/json'],
    ['user-agent', userAgent],
  ]);
  if (config.apiKey) headers.set('authorization', `Bearer ${config.apiKey}`);
  for (const [name, value] of Object.entries(config.headers)) headers.set(name.toLowerCase(), value);
  return [...headers].flat();
}
