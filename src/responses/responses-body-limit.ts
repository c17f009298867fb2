import type { GatewayConfig } from '../config/gateway.config.js';
import type { BodyLimit } from '../http/body-limit.js';

export function responsesBodyLimit({ http }: GatewayConfig): BodyLimit {
  return {
    bytes: http.endpoints.responses.maxBodyBytes,
    setting: 'gateway.http.endpoints.responses.maxBodyBytes',
  };
}
