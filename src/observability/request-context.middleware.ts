import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../common/clock.js';
import type { Ids } from '../common/ids.js';
import { withRequestContext } from './request-context.js';

export type HttpMiddleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

const safeRequestId = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * Has to be the first middleware: gives the request its id and every answer, also a failed one, the headers of B8.
 * A streamed answer puts its own `Cache-Control` over the one set here.
 */
export function requestContextMiddleware(ids: Ids, clock: Clock): HttpMiddleware {
  return (request, response, next) => {
    const requestId = acceptedRequestId(request.headers['x-request-id']) ?? ids.prefixed('req_');
    response.setHeader('x-request-id', requestId);
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Referrer-Policy', 'no-referrer');
    response.setHeader('Cache-Control', 'no-store');
    withRequestContext({ requestId, startedAt: clock.monotonic() }, next);
  };
}

/** A caller's own id goes into logs and headers, so only harmless characters are taken; node joins repeated headers with a comma. */
function acceptedRequestId(presented: string | string[] | undefined): string | undefined {
  return typeof presented === 'string' && safeRequestId.test(presented) ? presented : undefined;
}
