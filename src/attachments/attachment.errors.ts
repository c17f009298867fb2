import type { InvalidRequestError } from '../common/gateway-error.js';
import { unsupportedValue } from '../common/request-errors.js';

/** An image for a model that has no eyes. */
export function imagesNotRead(param: string): InvalidRequestError {
  return unsupportedValue(param, "The agent's model does not read images. Send text, or choose another agent.");
}
