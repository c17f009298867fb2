import { Logger } from '@nestjs/common';
import { type OnGatewayConnection, WebSocketGateway } from '@nestjs/websockets';
import type { WebSocket } from 'ws';
import { FrameSenders } from '../frame-senders.service.js';
import type { UpgradedRequest } from '../gateway-ws.adapter.js';
import { IncomingMessages } from '../incoming-messages.service.js';
import { ResponsesClients } from './responses-clients.service.js';
import { responsesPath } from './responses-path.js';

/** Responses over a WebSocket, on the path that gives them over HTTP. */
@WebSocketGateway({ path: responsesPath })
export class ResponsesGateway implements OnGatewayConnection<WebSocket> {
  private readonly logger = new Logger(ResponsesGateway.name);

  constructor(
    private readonly clients: ResponsesClients,
    private readonly senders: FrameSenders,
    private readonly incoming: IncomingMessages,
  ) {}

  handleConnection(socket: WebSocket, request: UpgradedRequest): void {
    // A connection that breaks is closed right after; there is nobody left to tell.
    socket.on('error', () => undefined);
    const { address: client } = request.admitted.client;
    this.logger.log({ message: 'connected', client, credential: request.credential?.id });
    const sender = this.senders.to(socket);
    this.clients.add(socket, request, { sender, received: this.incoming.watch(socket, request.socket, sender) });
  }

  /** For when the runs are over. */
  stop(): void {
    this.clients.stop('the gateway stops');
  }
}
