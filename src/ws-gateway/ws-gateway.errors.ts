import { GatewayError } from '../common/gateway-error.js';

/** 503 where the gateway has as many connections as it may, 429 where this client has. */
export class TooManyConnectionsError extends GatewayError {
  constructor(scope: 'gateway' | 'client') {
    const setting = scope === 'gateway' ? 'maxConnections' : 'maxConnectionsPerClient';
    super(
      `Too many WebSocket connections ${scope === 'gateway' ? 'to this gateway' : 'from your address'}. Close some, or raise gateway.ws.${setting}.`,
      {
        status: scope === 'gateway' ? 503 : 429,
        type: scope === 'gateway' ? 'server_error' : 'rate_limit_error',
        code: 'too_many_connections',
        retryAfterSeconds: 5,
      },
    );
  }
}
