import type { GatewayConfig } from '../config/gateway.config.js';
import type { BodyLimit } from '../http/body-limit.js';

export function embeddingsBodyLimit({ http }: GatewayConfig): BodyLimit {
  return {
    bytes: http.endpoints.embeddings.maxBodyBytes,
    setting: 'gateway.http.endpoints.embeddings.maxBodyBytes',
  };
}
