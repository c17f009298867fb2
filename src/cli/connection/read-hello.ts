import { isJsonObject } from '../../common/json.js';
import { tickIntervalMs } from '../../gateway-protocol/limits.js';
import type { GatewayLink } from '../command.js';

export interface Hello {
  hello: GatewayLink['hello'];
  /** Milliseconds between two signs of life of the gateway. */
  tickIntervalMs: number;
}

/** What a gateway says of itself. Everything in it may be missing. */
export function readHello(payload: unknown): Hello {
  const { server, auth, policy } = isJsonObject(payload) ? payload : {};
  const version = isJsonObject(server) ? server['version'] : undefined;
  const scopes = isJsonObject(auth) && Array.isArray(auth['scopes']) ? (auth['scopes'] as unknown[]) : [];
  const interval = isJsonObject(policy) ? policy['tickIntervalMs'] : undefined;
  return {
    hello: {
      version: typeof version === 'string' ? version : 'unknown',
      scopes: scopes.filter((scope) => typeof scope === 'string'),
    },
    tickIntervalMs: typeof interval === 'number' && interval > 0 ? interval : tickIntervalMs,
  };
}
