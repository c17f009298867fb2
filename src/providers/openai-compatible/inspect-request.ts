import { secretsOfProvider } from '../../config/secrets.js';
import type { UpstreamCallContext } from './upstream-call.js';

/** Throws where a request must not be sent. */
export function inspectRequest(
  { inspect, endpoint, config }: Pick<UpstreamCallContext, 'inspect' | 'endpoint' | 'config'>,
  body: string,
): void {
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
