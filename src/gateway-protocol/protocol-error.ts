/**
 * `INVALID_REQUEST`: the request, or the credential, is at fault · `FORBIDDEN`: a scope is missing · `NOT_PAIRED`: nothing was
 * presented to know the client by · `UNAVAILABLE`: the gateway or a model provider could not do it · `AGENT_TIMEOUT`: a run took
 * too long · `AUTH_RATE_LIMITED`: too many wrong credentials.
 */
export type ErrorCode =
  'INVALID_REQUEST' | 'FORBIDDEN' | 'NOT_PAIRED' | 'UNAVAILABLE' | 'AGENT_TIMEOUT' | 'AUTH_RATE_LIMITED';

/** A failure on the wire. */
export interface ErrorShape {
  code: ErrorCode;
  message: string;
  /** `details.code` tells apart what `code` lumps together. */
  details?: Record<string, unknown>;
  retryable?: boolean;
  retryAfterMs?: number;
}

/** A failure whose message may be shown to whoever is connected. */
export class ProtocolError extends Error {
  constructor(readonly shape: ErrorShape) {
    super(shape.message);
    this.name = ProtocolError.name;
  }
}

/** The request is at fault; `details.code` where a client may want to tell it from others. */
export function invalidRequest(message: string, details?: Record<string, unknown>): ProtocolError {
  return new ProtocolError({ code: 'INVALID_REQUEST', message, ...(details ? { details } : {}) });
}
