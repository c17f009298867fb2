import type { Clock } from '../common/clock.js';
import type { Ids } from '../common/ids.js';
import { withRequestContext } from '../observability/request-context.js';
import { baseHeaders } from './base-headers.js';
import type { HttpMiddleware } from './http-middleware.js';
import { setHeaders } from './set-headers.js';

const safeRequestId = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * Has to be the first middleware: gives the request its id, and every answer, also a failed one, the headers that all of
 * them carry.
 */
export function requestContextMiddleware(ids: Ids, clock: Clock): HttpMiddleware {
  return (request, response, next) => {
    const requestId = acceptedRequestId(request.headers['x-request-id']) ?? ids.prefixed('req_');
    setHeaders(response, baseHeaders(requestId));
    withRequestContext({ requestId, startedAt: clock.monotonic() }, next);
  };
}

/** A caller's own id goes into logs and headers, so only harmless characters are taken; node joins repeated headers with a comma. */
function acceptedRequestId(presented: string | string[] | undefined): string | undefined {
  return typeof presented === 'string' && safeRequestId.test(presented) ? presented : undefined;
}
