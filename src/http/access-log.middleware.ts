import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LoggerService } from '@nestjs/common';
import type { Clock } from '../common/clock.js';
import { currentRequestContext } from '../observability/request-context.js';
import type { RequestContext } from '../observability/request-context.js';
import type { HttpMiddleware } from './http-middleware.js';
import { requestPath } from './request-path.js';

/** Logged in place of a status when the client left before one was sent (nginx's number for it). */
const CLIENT_CLOSED_REQUEST = 499;

/**
 * Writes one line when a request is over, also when the client left early (`clientLeft: true`). Goes right after
 * `requestContextMiddleware`.
 */
export function accessLogMiddleware(logger: LoggerService, clock: Clock): HttpMiddleware {
  return (request, response, next) => {
    const context = currentRequestContext();
    if (context) {
      const path = requestPath(request);
      const peer = request.socket.remoteAddress;
      response.once('close', () => {
        const milliseconds = Math.round((clock.monotonic() - context.startedAt) * 10) / 10;
        logger.log({ ...outcomeOf(request, response), path, milliseconds, ...callerOf(context, peer) }, 'Access');
      });
    }
    next();
  };
}

function outcomeOf(request: IncomingMessage, response: ServerResponse): object {
  const status = response.headersSent ? response.statusCode : CLIENT_CLOSED_REQUEST;
  const clientLeft = response.writableFinished ? {} : { clientLeft: true };
  return { message: 'request', method: request.method, status, ...clientLeft };
}

function callerOf(context: RequestContext, peer: string | undefined): object {
  const { requestId, agentId, runId, isOwner, ownerBecause, clientAddress } = context;
  return { client: clientAddress ?? peer, requestId, agentId, runId, isOwner, ownerBecause };
}
