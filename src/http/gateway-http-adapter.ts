import { type IncomingMessage, type RequestListener, type Server, type ServerResponse, createServer } from 'node:http';
import type { Socket } from 'node:net';
import { ExpressAdapter } from '@nestjs/platform-express';
import { InvalidRequestError } from '../common/gateway-error.js';
import type { Ids } from '../common/ids.js';
import { RandomIds } from '../common/random-ids.js';
import { hasOneHost } from './has-one-host.js';
import { answerParts, rawAnswer } from './raw-answer.js';

const second = 1_000;
const headersSeconds = 10;
const requestSeconds = 30;
/** How long a client may take nothing of an answer that waits for it. */
const unreadSeconds = 300;

/** Express on a server that closes connections whose headers or body come too slowly, or whose answer is not read. */
export class GatewayHttpAdapter extends ExpressAdapter {
  /** The last answer of each connection, finished or not. */
  private readonly answers = new WeakMap<object, ServerResponse>();

  constructor(private readonly ids: Ids = new RandomIds()) {
    super();
  }

  override initHttpServer(): void {
    const server: Server = createServer({
      headersTimeout: headersSeconds * second,
      requestTimeout: requestSeconds * second,
      connectionsCheckingInterval: second,
      keepAliveTimeout: 65 * second,
      // Node would refuse such a request itself, without the envelope.
      requireHostHeader: false,
      // Whatever else a client would like to upgrade to (curl offers h2c) is answered as if it had not asked.
      shouldUpgradeCallback: isWebSocketUpgrade,
    });
    server.timeout = unreadSeconds * second;
    const listener: RequestListener = this.getInstance();
    server.on('request', (request, response) => {
      this.answers.set(request.socket, response);
      response.on('timeout', endUnread);
      if (!hasOneHost(request)) this.refuse(response, 400);
      else listener(request, response);
    });
    server.on('checkContinue', (request, response) => {
      continueWhenRead(request, response);
      server.emit('request', request, response);
    });
    server.on('checkExpectation', (_request, response) => {
      this.refuse(response, 417);
    });
    server.on('clientError', (fault: NodeJS.ErrnoException, socket: Socket) => {
      this.answerMalformed(fault, socket);
    });
    this.httpServer = server;
  }

  private refuse(response: ServerResponse, status: RefusedStatus): void {
    const { headers, body } = answerParts(unreadable(status), this.ids.prefixed('req_'));
    response.writeHead(status, headers).end(body);
  }

  /** Requests that never became one get the envelope too, unless that would land within an answer under way. */
  private answerMalformed(fault: NodeJS.ErrnoException, socket: Socket): void {
    const answer = this.answers.get(socket);
    const underWay = answer?.headersSent === true && !(answer.writableFinished && answer.req.complete);
    if (fault.code === 'ECONNRESET' || !socket.writable || underWay) socket.destroy();
    else socket.end(rawAnswer(unreadable(statusOfFault[fault.code ?? ''] ?? 400), this.ids.prefixed('req_')));
  }
}

/** The socket was silent for long, which it is also while a run says nothing. Node counts bytes, so a slow reader is not silent. */
function endUnread(socket: Socket): void {
  if (socket.writableLength > 0) socket.destroy();
}

/**
 * Asks a client that waits for it to send the body once somebody reads it: whoever is refused by the headers need not send it. As
 * nobody knows whether it does, that connection carries no further request.
 */
function continueWhenRead(request: IncomingMessage, response: ServerResponse): void {
  const { shouldKeepAlive } = response;
  response.shouldKeepAlive = false;
  request.once('resume', () => {
    if (response.headersSent) return;
    response.shouldKeepAlive = shouldKeepAlive;
    response.writeContinue();
  });
}

/** A request with a body is none: what follows its headers would be taken for frames. */
function isWebSocketUpgrade(request: IncomingMessage): boolean {
  const { method, headers } = request;
  if (method !== 'GET' || headers.upgrade?.toLowerCase() !== 'websocket') return false;
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) !== 0;
  return headers.host !== undefined && hasOneHost(request) && !hasBody;
}

/** What is answered where Express is not there to do it. */
const refusals = {
  400: {
    reason: 'Bad Request',
    remedy: "Send well-formed HTTP/1.1 with one header 'Host', the same as the host of a URL in the request line.",
  },
  408: {
    reason: 'Request Timeout',
    remedy: `Send the headers within ${headersSeconds} seconds and the whole request within ${requestSeconds}.`,
  },
  417: { reason: 'Expectation Failed', remedy: "Leave the header 'Expect' out, or send '100-continue' with it." },
  431: { reason: 'Request Header Fields Too Large', remedy: 'Send fewer or shorter headers.' },
} as const;

type RefusedStatus = keyof typeof refusals;

const statusOfFault: Record<string, RefusedStatus> = { ERR_HTTP_REQUEST_TIMEOUT: 408, HPE_HEADER_OVERFLOW: 431 };

function unreadable(status: RefusedStatus): InvalidRequestError {
  const { reason, remedy } = refusals[status];
  return new InvalidRequestError(`The HTTP request could not be read: ${reason}. ${remedy}`, { status });
}
