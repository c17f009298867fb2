import { GatewayError } from './gateway-error.js';

/** 500: something in the gateway itself failed. What it was belongs in the log, never in the answer. */
export class InternalError extends GatewayError {
  constructor(cause: unknown) {
    super(
      'The server had an error while processing your request. Try again; if it goes on, give the operator the ' +
        'x-request-id of this answer, by which the log tells the cause.',
      { status: 500, type: 'server_error', code: 'server_error', cause },
    );
  }
}
