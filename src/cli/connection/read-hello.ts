import { tickIntervalMs } from '../../gateway-protocol/limits.js';
import type { HelloPayload } from '../../gateway-protocol/payloads.js';
import type { GatewayLink } from '../gateway-link.port.js';
import { numberOf, objectOf, textOf, textsOf } from '../read-payload.js';

export interface Hello {
  hello: GatewayLink['hello'];
  /** Milliseconds between two signs of life of the gateway. */
  tickIntervalMs: number;
}

/** What a gateway says of itself. Everything in it may be missing. */
export function readHello(payload: unknown): Hello {
  const { server, auth, policy } = objectOf<HelloPayload>(payload);
  const version = textOf(objectOf<HelloPayload['server']>(server).version);
  const interval = numberOf(objectOf<HelloPayload['policy']>(policy).tickIntervalMs);
  return {
    hello: {
      version: version === '' ? 'unknown' : version,
      scopes: textsOf(objectOf<HelloPayload['auth']>(auth).scopes),
    },
    tickIntervalMs: interval > 0 ? interval : tickIntervalMs,
  };
}
