import { Logger } from '@nestjs/common';
import { type OnGatewayConnection, WebSocketGateway } from '@nestjs/websockets';
import type { WebSocket } from 'ws';
import type { Operator } from '../control/operator.js';
import { ConnectedClients } from './connected-clients.service.js';
import { FrameSenders } from './frame-senders.service.js';
import type { UpgradedRequest } from './gateway-ws.adapter.js';
import { Hello } from './hello.service.js';
import { IncomingMessages } from './incoming-messages.service.js';
import { PendingConnections } from './pending-connections.service.js';
import { UpgradeGuard } from './upgrade-guard.service.js';

const stopReason = 'the gateway stops';

/** A connection that breaks is closed right after; there is nobody left to tell. */
const ignore = (): void => undefined;

/** The gateway's own protocol, on the port of the HTTP server. */
@WebSocketGateway({ path: '/' })
export class ControlGateway implements OnGatewayConnection<WebSocket> {
  private readonly logger = new Logger(ControlGateway.name);

  constructor(
    private readonly guard: UpgradeGuard,
    private readonly pending: PendingConnections,
    private readonly hello: Hello,
    private readonly clients: ConnectedClients,
    private readonly senders: FrameSenders,
    private readonly incoming: IncomingMessages,
  ) {}

  handleConnection(socket: WebSocket, request: UpgradedRequest): void {
    const { address } = request.admitted.client;
    const sender = this.senders.to(socket);
    socket.on('error', ignore);
    this.incoming.watch(socket, request.socket, sender);
    this.pending.add(socket, request, sender, (operator, requestId, further) => {
      this.logger.log({ message: 'connected', client: address, ...describe(operator) });
      const client = this.clients.add(socket, sender, operator);
      client.answer({ type: 'res', id: requestId, ok: true, payload: this.hello.to(operator) });
      for (const text of further) client.receive(text);
    });
  }

  /** Closes every connection, and takes no more. Whoever waits for a run that has just ended is answered first. */
  async stop(): Promise<void> {
    this.guard.stop();
    this.pending.stop(stopReason);
    await new Promise(setImmediate);
    this.clients.stop(stopReason);
  }
}

function describe({ connectionId, client, scopes, credential }: Operator): object {
  const { id, mode, version } = client;
  return { connectionId, program: id, mode, version, scopes, credential: credential.id };
}
