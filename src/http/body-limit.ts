import type { GatewayConfig } from '../config/gateway.config.js';

/** How large a body an endpoint takes. */
export interface BodyLimit {
  readonly bytes: number;
  /** Path of the setting that says so, told to whoever sends more. */
  readonly setting: string;
}

/** Asked for each request, so it follows a reload. */
export type BodyLimitOf = (gateway: GatewayConfig) => BodyLimit;
