import { SetMetadata } from '@nestjs/common';
import type { GatewayConfig } from '../config/gateway.config.js';

export const ENABLED_WHEN = 'openclaw:enabled-when';

export type EndpointCondition = (gateway: GatewayConfig) => boolean;

/**
 * The switch of an endpoint: while the condition is false the path answers 404 as if it did not exist, whatever the
 * credential. Asked for each request, so it follows a reload. On a handler it replaces the one of its controller.
 */
export const EnabledWhen = (condition: EndpointCondition) => SetMetadata(ENABLED_WHEN, condition);
