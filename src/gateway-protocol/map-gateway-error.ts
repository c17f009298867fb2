import type { GatewayError } from '../common/gateway-error.js';
import type { ErrorCode, ErrorShape } from './protocol-error.js';

/** A failure of the gateway in the protocol's words; `details` has what HTTP would have said. */
export function mapGatewayError(error: GatewayError): ErrorShape {
  const { message, status, code, param, retryable, retryAfterSeconds } = error;
  return {
    code: errorCode(status),
    message,
    details: { code, status, ...(param === null ? {} : { param }) },
    retryable,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterMs: Math.ceil(retryAfterSeconds * 1000) }),
  };
}

function errorCode(status: number): ErrorCode {
  if (status === 403) return 'FORBIDDEN';
  if (status === 504) return 'AGENT_TIMEOUT';
  return status === 429 || status >= 499 ? 'UNAVAILABLE' : 'INVALID_REQUEST';
}
