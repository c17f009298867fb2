import { InvalidRequestError } from '../common/gateway-error.js';

/** The content is not what it should be: bad base64, another format than declared, a broken document. */
export function invalidAttachment(message: string, param: string): InvalidRequestError {
  return new InvalidRequestError(message, { param, code: 'invalid_value' });
}

/** A format that cannot be honoured. */
export function unsupportedAttachment(message: string, param: string): InvalidRequestError {
  return new InvalidRequestError(message, { param, code: 'unsupported_value' });
}
