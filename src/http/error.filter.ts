import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { Request, Response } from 'express';
import { GatewayError, InvalidRequestError } from '../common/gateway-error.js';
import { InternalError } from '../common/internal-error.js';
import { toErrorEnvelope } from '../openai-wire/error-envelope.js';
import { endpointNotFound } from './endpoint-not-found.js';
import { errorHeaders } from './error-headers.js';
import { setHeaders } from './set-headers.js';

/**
 * Makes the error answer of every request that reached Express; `GatewayHttpAdapter` refuses the others itself. Logs what
 * nobody foresaw; whoever throws an `InternalError` has logged its cause. Work that ended because the client left is no error.
 */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger(ErrorFilter.name);

  catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    if (response.destroyed && isAbort(exception)) return;
    const error = answerableError(exception, request);
    if (error instanceof InternalError && error !== exception)
      this.logger.error(exception instanceof Error ? exception.stack : exception);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    sendError(response, error);
    discardBody(request);
  }
}

function isAbort(exception: unknown): boolean {
  return typeof exception === 'object' && exception !== null && 'name' in exception && exception.name === 'AbortError';
}

/** Lets the rest of a body pass unread, so that the client gets to the answer; the server's request timeout ends it. */
function discardBody(request: Request): void {
  request.removeAllListeners('data');
  request.resume();
}

function sendError(response: Response, error: GatewayError): void {
  setHeaders(response, errorHeaders(error));
  response.status(error.status).json(toErrorEnvelope(error));
}

const unreadable = 'The request could not be read. Check its path, headers and body, and send it again.';

/** What of an exception may be told. */
function answerableError(exception: unknown, request: Request): GatewayError {
  if (exception instanceof GatewayError) return exception;
  // Nest has already made one of what Express refuses, such as a malformed URL. The status of any other error is its own
  // business: that of a server the gateway called, for one.
  const status = exception instanceof HttpException ? exception.getStatus() : 500;
  if (status === 404) return endpointNotFound(request);
  if (status >= 400 && status < 500) return new InvalidRequestError(unreadable, { status });
  return new InternalError(exception);
}
