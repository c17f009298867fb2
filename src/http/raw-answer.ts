import { STATUS_CODES } from 'node:http';
import type { GatewayError } from '../common/gateway-error.js';
import { toErrorEnvelope } from '../openai-wire/error-envelope.js';
import { answerHeaderNames } from './answer-header-names.js';
import { baseHeaders } from './base-headers.js';

/** An error answer with the headers that every answer has, for where Express is not there to set them. Ends the connection. */
export function answerParts(
  error: GatewayError,
  requestId: string,
): { headers: Record<string, string | number>; body: string } {
  const body = JSON.stringify(toErrorEnvelope(error));
  const headers = {
    'Content-Type': 'application/json; charset=utf-8',
    ...baseHeaders(requestId),
    ...error.headers,
    ...(error.retryAfterSeconds === undefined ? {} : { [answerHeaderNames.retryAfter]: error.retryAfterSeconds }),
    ...(error.retryable ? {} : { [answerHeaderNames.shouldRetry]: 'false' }),
    'Content-Length': Buffer.byteLength(body),
    Connection: 'close',
  };
  return { headers, body };
}

/** The same as text, for a connection on which there is no response to write to. */
export function rawAnswer(error: GatewayError, requestId: string): string {
  const { headers, body } = answerParts(error, requestId);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status] ?? 'Error'}\r\n${lines.join('\r\n')}\r\n\r\n${body}`;
}
