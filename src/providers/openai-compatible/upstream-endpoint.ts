import type { ProviderConfig } from '../../config/models.config.js';
import { userAgent } from '../../common/user-agent.js';

/** Where and how one endpoint of a provider is called. */
export interface UpstreamEndpoint {
  origin: string;
  path: string;
  /** Names and values in turn, as undici takes them fastest. */
  headers: string[];
}

/** `path` is taken from the base URL on; `accept` is the media type of the answers. Throws a TypeError as `baseUrlOf` does. */
export function toUpstreamEndpoint(config: ProviderConfig, path: string, accept: string): UpstreamEndpoint {
  const url = baseUrlOf(config);
  return {
    origin: url.origin,
    path: `${url.pathname.replace(/\/+$/, '')}/${path}${url.search}`,
    headers: toHeaders(config, accept),
  };
}

/** Throws a TypeError when the base URL is no http(s) URL. */
export function baseUrlOf(config: ProviderConfig): URL {
  const url = new URL(config.baseUrl ?? '');
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new TypeError('The base URL is neither http nor https.');
  return url;
}

/** The configured headers come last, so that they can replace the usual ones. */
function toHeaders(config: ProviderConfig, accept: string): string[] {
  const headers = new Map([
    ['content-type', 'application/json'],
    ['accept', accept],
    ['user-agent', userAgent],
  ]);
  if (config.apiKey) headers.set('authorization', `Bearer ${config.apiKey}`);
  for (const [name, value] of Object.entries(config.headers)) headers.set(name.toLowerCase(), value);
  return [...headers].flat();
}
