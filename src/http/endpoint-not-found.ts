import type { IncomingMessage } from 'node:http';
import { InvalidRequestError } from '../common/gateway-error.js';
import { requestPath } from './request-path.js';

/** 404 for a path that is not served: unknown or switched off, which a caller cannot tell apart. */
export class EndpointNotFoundError extends InvalidRequestError {
  constructor(method: string, path: string) {
    super(`Unknown request URL: ${method} ${path}. Check the path, and that its endpoint is enabled on this gateway.`, {
      status: 404,
      code: 'unknown_url',
    });
  }
}

/** The one way to make the error, so that every 404 of this kind is the same to the byte. */
export function endpointNotFound(request: Pick<IncomingMessage, 'method' | 'url'>): EndpointNotFoundError {
  return new EndpointNotFoundError(request.method ?? 'GET', requestPath(request));
}
