import type { GatewayConfig } from '../config/gateway.config.js';
import type { BodyLimit } from '../http/body-limit.js';

/** How large the body of a chat completion may be; also for who explains such a request. */
export function chatBodyLimit({ http }: GatewayConfig): BodyLimit {
  return {
    bytes: http.endpoints.chatCompletions.maxBodyBytes,
    setting: 'gateway.http.endpoints.chatCompletions.maxBodyBytes',
  };
}
