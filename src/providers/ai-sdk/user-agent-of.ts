import { userAgent } from '../../common/user-agent.js';
import type { ProviderConfig } from '../../config/models.config.js';

/** The operator's own value, else a name that says nothing of the host. */
export function userAgentOf({ headers }: ProviderConfig): string {
  const given = Object.entries(headers).find(([name]) => name.toLowerCase() === 'user-agent');
  return given?.[1] ?? userAgent;
}
