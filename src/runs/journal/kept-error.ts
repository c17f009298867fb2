import { GatewayError, type GatewayErrorOptions } from '../../common/gateway-error.js';

/** What of a failure can be written down. */
export type KeptFailure = Omit<GatewayErrorOptions, 'cause'> & { message: string };

/**
 * A failure of a run as it was told to its caller. What it was caused by stayed in the log. It refers to nothing: an error whose
 * stack nobody has read holds the frames it comes from, with all that was at hand in them, such as the body of the request.
 */
export class KeptError extends GatewayError {
  constructor({ message, ...options }: KeptFailure) {
    super(message, options);
    this.stack = `${this.name}: ${message}`;
  }
}

export function failureOf(error: GatewayError): KeptFailure {
  const { message, status, type, code, param, retryable, headers, retryAfterSeconds } = error;
  return {
    message,
    status,
    type,
    code,
    param,
    retryable,
    headers,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
}
