import type { GatewayError } from '../../common/gateway-error.js';
import { toErrorEnvelope } from '../../openai-wire/error-envelope.js';

/** An error as a frame: what the answer would be over HTTP, with its status and those of its headers that matter. */
export function toErrorFrame(failure: GatewayError, requestId: string): string {
  const { error } = toErrorEnvelope(failure);
  const headers = {
    'x-request-id': requestId,
    ...(failure.retryAfterSeconds === undefined ? {} : { 'retry-after': String(failure.retryAfterSeconds) }),
    ...(failure.retryable ? {} : { 'x-should-retry': 'false' }),
  };
  // One of the two published schemas knows no null here.
  const code = error.code ?? error.type;
  return JSON.stringify({ type: 'error', status: failure.status, error: { ...error, code, headers } });
}
