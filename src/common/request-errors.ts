import { InvalidRequestError } from './gateway-error.js';

/** Status 400 that names the field at fault in OpenAI's words. `expected` is put between a colon and a full stop. */
export function invalidValue(param: string, expected: string): InvalidRequestError {
  return new InvalidRequestError(`Invalid value for '${param}': ${expected}.`, { param, code: 'invalid_value' });
}

/** Status 400: the field is needed and not there. */
export function missing(param: string): InvalidRequestError {
  return new InvalidRequestError(`Missing required parameter: '${param}'.`, {
    param,
    code: 'missing_required_parameter',
  });
}

/** Status 400: the field is known, but this value of it cannot be honoured. `message` is the whole text. */
export function unsupportedValue(param: string, message: string): InvalidRequestError {
  return new InvalidRequestError(message, { param, code: 'unsupported_value' });
}

/** Status 400: the field cannot be honoured, whatever its value. `message` is the whole text. */
export function unsupportedParameter(param: string, message: string): InvalidRequestError {
  return new InvalidRequestError(message, { param, code: 'unsupported_parameter' });
}
