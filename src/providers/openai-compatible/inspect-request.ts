import type { ProviderConfig } from '../../config/models.config.js';
import { secretsOfProvider } from '../../config/secrets.js';
import type { RequestInspector } from '../request-inspector.js';
import type { UpstreamEndpoint } from './upstream-endpoint.js';

/** Whose request it is, and what it is inspected by. */
export interface InspectedCall {
  /** Asked about every attempt before it is sent. */
  inspect: RequestInspector | undefined;
  endpoint: UpstreamEndpoint;
  config: ProviderConfig;
}

/** Throws where a request must not be sent. */
export function inspectRequest({ inspect, endpoint, config }: InspectedCall, body: string): void {
  inspect?.({
    target: endpoint.path,
    headers: headerLines(endpoint.headers),
    body,
    ownSecrets: () => secretsOfProvider(config),
  });
}

/** Of names and values in turn. */
function headerLines(headers: readonly string[]): string {
  return headers.map((text, index) => (index % 2 === 0 ? `${text}: ` : `${text}\n`)).join('');
}
