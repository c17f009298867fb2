import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { Logger, type INestApplicationContext } from '@nestjs/common';
import { WsAdapter } from '@nestjs/platform-ws';
import { WebSocketServer, type WebSocket } from 'ws';
import { GatewayError, InvalidRequestError } from '../common/gateway-error.js';
import type { Ids } from '../common/ids.js';
import { InternalError } from '../common/internal-error.js';
import { maxPayload } from '../gateway-protocol/limits.js';
import { endpointNotFound } from '../http/endpoint-not-found.js';
import { rawAnswer } from '../http/raw-answer.js';
import { requestPath } from '../http/request-path.js';
import type { AuthenticatedRequest } from '../auth/authenticated-request.js';
import { ExplainingSocket } from './explaining-socket.js';
import type { UpgradeDoor } from './upgrade-door.js';
import type { AdmittedConnection, UpgradeGuard } from './upgrade-guard.service.js';

/** What a gateway gets with each connection, beside the socket. */
export interface UpgradedRequest extends AuthenticatedRequest {
  admitted: AdmittedConnection;
}

const ignore = (): void => undefined;

/**
 * WebSockets on the port of the HTTP server, told apart by their path. What may not be upgraded is answered over HTTP. Nest
 * hands each connection to its gateway, which reads the frames itself: they are no events of Nest's kind.
 */
export class GatewayWsAdapter extends WsAdapter {
  private readonly log = new Logger(GatewayWsAdapter.name);
  private readonly servers = new Map<string, WebSocketServer>();

  constructor(
    app: INestApplicationContext,
    private readonly guard: UpgradeGuard,
    private readonly ids: Ids,
    private readonly doors: readonly UpgradeDoor[],
  ) {
    super(app);
  }

  override create(_port: number, { path = '/' }: { path?: string } = {}): WebSocketServer {
    const server = new WebSocketServer({
      noServer: true,
      WebSocket: ExplainingSocket,
      maxPayload,
      // A piece of a message costs more than the bytes in it; the largest message in pieces of 64 KiB has 400.
      maxFragments: 1_024,
      // Compression costs memory for each connection, and its size bombs are one thing less to think of.
      perMessageDeflate: false,
      // A client may offer subprotocols; none is spoken.
      handleProtocols: () => false,
      // The gateway answers pings itself, so that what waits for a client that does not read stays bounded.
      autoPong: false,
    });
    server.on('wsClientError', (error: Error, socket: Duplex, request: IncomingMessage) => {
      this.refuse(request, socket, unfinishedHandshake(error));
    });
    if (this.servers.size === 0) this.listen();
    this.servers.set(path, server);
    return server;
  }

  /** The gateway has bound its own. */
  override bindMessageHandlers(): void {
    return;
  }

  private listen(): void {
    const http = this.httpServer as Server;
    http.on('upgrade', (request, socket, head) => {
      // A client that leaves right now is nobody's failure.
      socket.on('error', ignore);
      this.upgrade(request, socket, head).catch((error: unknown) => this.refuse(request, socket, error));
    });
  }

  private async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const path = requestPath(request);
    const server = this.servers.get(path);
    if (!server) throw endpointNotFound(request);
    const admitted = this.guard.admit(request);
    socket.on('close', admitted.leave);
    const door = this.doors.find((candidate) => candidate.path === path);
    await door?.admit(request);
    // Read for each connection, and the only way to let it follow a reload.
    server.options.maxPayload = door?.maxPayload() ?? maxPayload;
    server.handleUpgrade(request, socket, head, (client: WebSocket) => {
      socket.off('error', ignore);
      server.emit('connection', client, Object.assign(request, { admitted }));
    });
  }

  private refuse(request: IncomingMessage, socket: Duplex, error: unknown): void {
    if (!(error instanceof GatewayError)) this.log.error(error);
    const answer = error instanceof GatewayError ? error : new InternalError(error);
    const { status, code } = answer;
    const client = this.guard.clientOf(request).address;
    this.log.warn({ message: 'upgrade refused', path: requestPath(request), status, code, client });
    // A client that keeps its half open would hold the connection, which nobody watches any more.
    socket.once('finish', () => socket.destroy());
    socket.end(rawAnswer(answer, this.ids.prefixed('req_')));
  }
}

/** The error of the package says which header is wrong, and nothing of what stood there. */
function unfinishedHandshake({ message }: Error): InvalidRequestError {
  return new InvalidRequestError(`The WebSocket handshake could not be read: ${message}. Send it as RFC 6455 has it.`, {
    headers: { 'Sec-WebSocket-Version': '13' },
  });
}
