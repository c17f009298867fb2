import { GatewayError, InvalidRequestError } from '../common/gateway-error.js';
import type { BodyLimit } from './body-limit.js';

/** 405 for a method that an enabled path does not know. */
export class MethodNotAllowedError extends InvalidRequestError {
  constructor(method: string, allowed: string) {
    super(`Method ${method} is not allowed here; use ${allowed}.`, {
      status: 405,
      code: 'method_not_allowed',
      headers: { Allow: allowed },
    });
  }
}

/** 415: browsers can send other types across origins without asking. */
export class NotJsonError extends InvalidRequestError {
  constructor() {
    super("Send the body as JSON with the header 'Content-Type: application/json'.", {
      status: 415,
      code: 'unsupported_media_type',
    });
  }
}

/** 413 */
export class BodyTooLargeError extends InvalidRequestError {
  constructor({ bytes, setting }: BodyLimit) {
    super(`The request body is larger than ${bytes} bytes. Send less, or raise ${setting}.`, {
      status: 413,
      code: 'request_too_large',
    });
  }
}

/** 503: other bodies and messages, on their way too, take the room of this one. */
export class TooMuchReceivedError extends GatewayError {
  constructor() {
    super('The gateway is receiving more than it has room for. Send the request again in a moment, or a smaller one.', {
      status: 503,
      type: 'server_error',
      code: 'too_much_received',
      retryAfterSeconds: 5,
    });
  }
}

/** 400: `subject` is what the client sent, e.g. `JSON body of your request`. */
export class InvalidJsonError extends InvalidRequestError {
  constructor(reason: string, subject: string) {
    super(`We could not parse the ${subject}: ${reason}.`, { code: 'invalid_json' });
  }
}
