import type { ProviderConfig } from '../../config/models.config.js';
import { secretsOfProvider } from '../../config/secrets.js';
import type { RequestInspector } from '../request-inspector.js';
import type { NeutralFetchOptions } from './neutral-fetch.js';

/** What the `fetch` of a provider asks before it sends. */
export function inspectorOf(
  inspect: RequestInspector | undefined,
  config: ProviderConfig,
): NeutralFetchOptions['inspect'] {
  return inspect && ((request) => inspect({ ...request, ownSecrets: () => secretsOfProvider(config) }));
}
