import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { Request, Response } from 'express';
import { GatewayError, InvalidRequestError } from '../common/gateway-error.js';
import { toErrorEnvelope } from '../openai-wire/error-envelope.js';
import { endpointNotFound } from './endpoint-not-found.js';

/** 500: what went wrong is in the log, never in the answer. */
class InternalError extends GatewayError {
  constructor(cause: unknown) {
    super('The server had an error while processing your request.', {
      status: 500,
      type: 'server_error',
      code: 'server_error',
      cause,
    });
  }
}

/** Makes every error answer of the gateway. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger(ErrorFilter.name);

  catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    const error = toGatewayError(exception, request);
    if (error instanceof InternalError) this.logger.error(exception instanceof Error ? exception.stack : exception);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    sendError(response, error);
    discardBody(request);
  }
}

/** Lets the rest of a body pass unread, so that the client gets to the answer; the server's request timeout ends it. */
function discardBody(request: Request): void {
  request.removeAllListeners('data');
  request.resume();
}

function sendError(response: Response, error: GatewayError): void {
  for (const [name, value] of Object.entries(error.headers)) response.setHeader(name, value);
  if (error.retryAfterSeconds !== undefined) {
    response.setHeader('Retry-After', String(Math.max(1, Math.ceil(error.retryAfterSeconds))));
  }
  if (!error.retryable) response.setHeader('x-should-retry', 'false');
  response.status(error.status).json(toErrorEnvelope(error));
}

function toGatewayError(exception: unknown, request: Request): GatewayError {
  if (exception instanceof GatewayError) return exception;
  // Nest has already made one of what Express refuses, such as a malformed URL. The status of any other error is its own
  // business: that of a server the gateway called, for one.
  const status = exception instanceof HttpException ? exception.getStatus() : 500;
  if (status === 404) return endpointNotFound(request);
  if (status >= 400 && status < 500) return new InvalidRequestError('The request could not be read.', { status });
  return new InternalError(exception);
}
