import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES, createServer } from 'node:http';
import type { Socket } from 'node:net';
import { ExpressAdapter } from '@nestjs/platform-express';
import { InvalidRequestError } from '../common/gateway-error.js';
import type { Ids } from '../common/ids.js';
import { RandomIds } from '../common/random-ids.js';
import { toErrorEnvelope } from '../openai-wire/error-envelope.js';

const second = 1_000;

/** Express on a server that closes connections whose headers or body come too slowly. */
export class GatewayHttpAdapter extends ExpressAdapter {
  /** The last answer of each connection, finished or not. */
  private readonly answers = new WeakMap<object, ServerResponse<IncomingMessage>>();

  constructor(private readonly ids: Ids = new RandomIds()) {
    super();
  }

  override initHttpServer(): void {
    const server: Server = createServer({
      headersTimeout: 10 * second,
      requestTimeout: 30 * second,
      connectionsCheckingInterval: second,
      keepAliveTimeout: 65 * second,
    });
    server.on('request', (request, response) => {
      this.answers.set(request.socket, response);
    });
    server.on('request', this.getInstance());
    server.on('clientError', (fault: NodeJS.ErrnoException, socket: Socket) => {
      this.answerMalformed(fault, socket);
    });
    this.httpServer = server;
  }

  /** Requests that never became one get the envelope too, unless that would land within an answer under way. */
  private answerMalformed(fault: NodeJS.ErrnoException, socket: Socket): void {
    const answer = this.answers.get(socket);
    const underWay = answer?.headersSent === true && !(answer.writableFinished && answer.req.complete);
    if (fault.code === 'ECONNRESET' || !socket.writable || underWay) socket.destroy();
    else socket.end(malformedAnswer(statusOfFault[fault.code ?? ''] ?? 400, this.ids.prefixed('req_')));
  }
}

const statusOfFault: Record<string, number> = { ERR_HTTP_REQUEST_TIMEOUT: 408, HPE_HEADER_OVERFLOW: 431 };

/** An answer as text, with the headers that every answer has: Express is not there to write it. */
function malformedAnswer(status: number, requestId: string): string {
  const reason = STATUS_CODES[status] ?? 'Bad Request';
  const error = new InvalidRequestError(`The HTTP request could not be read: ${reason}.`, { status });
  const body = JSON.stringify(toErrorEnvelope(error));
  const head = [
    `HTTP/1.1 ${status} ${reason}`,
    'Content-Type: application/json; charset=utf-8',
    `x-request-id: ${requestId}`,
    'X-Content-Type-Options: nosniff',
    'Referrer-Policy: no-referrer',
    'Cache-Control: no-store',
    'x-should-retry: false',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
