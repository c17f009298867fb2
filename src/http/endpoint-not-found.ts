import type { IncomingMessage } from 'node:http';
import { InvalidRequestError } from '../common/gateway-error.js';
import { settingOfPath } from './endpoint-settings.js';
import { requestPath } from './request-path.js';

/** 404 for a path that is not served: unknown or switched off, which a caller cannot tell apart. */
export class EndpointNotFoundError extends InvalidRequestError {
  constructor(method: string, path: string) {
    super(`Unknown request URL: ${method} ${path}. ${remedy(path)}`, { status: 404, code: 'unknown_url' });
  }
}

/** The one way to make the error, so that every 404 of this kind is the same to the byte. */
export function endpointNotFound(request: Pick<IncomingMessage, 'method' | 'url'>): EndpointNotFoundError {
  return new EndpointNotFoundError(request.method ?? 'GET', requestPath(request));
}

/** By the path alone, so that it does not tell what is switched off. */
function remedy(path: string): string {
  if (isBesideVersion(path)) return 'The base URL of a client ends in /v1, once.';
  const setting = settingOfPath(path);
  const named = setting === undefined ? '' : ` (${setting})`;
  return `Check the path, and that its endpoint is enabled on this gateway${named}.`;
}

/** What a client with one `/v1` too few or too many in its base URL asks for. */
function isBesideVersion(path: string): boolean {
  const asMeant = path.startsWith('/v1/v1/') ? path.slice('/v1'.length) : `/v1${path}`;
  return settingOfPath(asMeant) !== undefined;
}
