import { closeCodes } from '../gateway-protocol/close-codes.js';
import type { ErrorShape } from '../gateway-protocol/protocol-error.js';

/** A client is not let in: it gets the error, and then the connection is closed with the same words. */
export class ConnectRefusedError extends Error {
  constructor(
    readonly shape: ErrorShape,
    readonly closeCode: number = closeCodes.policyViolation,
  ) {
    super(shape.message);
    this.name = ConnectRefusedError.name;
  }
}

export function refuseConnect(message: string, details?: Record<string, unknown>, code?: number): ConnectRefusedError {
  return new ConnectRefusedError({ code: 'INVALID_REQUEST', message, ...(details ? { details } : {}) }, code);
}
