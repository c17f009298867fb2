import type { GatewayError } from '../common/gateway-error.js';
import { answerHeaderNames } from './answer-header-names.js';

/** The headers of the answer to a request that failed so: its own, when to try again, and whether at all. */
export function errorHeaders({ headers, retryable, retryAfterSeconds }: GatewayError): Record<string, string> {
  return {
    ...headers,
    ...(retryAfterSeconds === undefined
      ? {}
      : { [answerHeaderNames.retryAfter]: String(Math.max(1, Math.ceil(retryAfterSeconds))) }),
    ...(retryable ? {} : { [answerHeaderNames.shouldRetry]: 'false' }),
  };
}
