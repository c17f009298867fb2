import { Inject, Logger } from '@nestjs/common';
import { type OnGatewayConnection, WebSocketGateway } from '@nestjs/websockets';
import type { WebSocket } from 'ws';
import { Clock } from '../common/clock.js';
import { GatewaySection } from '../config/config-sections.js';
import type { Operator } from '../control/operator.js';
import type { ErrorShape } from '../gateway-protocol/protocol-error.js';
import { ConnectedClients } from './connected-clients.service.js';
import { FrameSender, lastWordsMilliseconds } from './frame-sender.js';
import type { UpgradedRequest } from './gateway-ws.adapter.js';
import { Handshake } from './handshake.service.js';
import { Hello } from './hello.service.js';
import { PendingConnection } from './pending-connection.js';
import { UpgradeGuard } from './upgrade-guard.service.js';

const stopReason = 'the gateway stops';

/** The gateway's own protocol, on the port of the HTTP server. */
@WebSocketGateway({ path: '/' })
export class ControlGateway implements OnGatewayConnection<WebSocket> {
  private readonly logger = new Logger(ControlGateway.name);
  private readonly pending = new Set<PendingConnection>();

  constructor(
    private readonly handshake: Handshake,
    private readonly guard: UpgradeGuard,
    private readonly hello: Hello,
    private readonly clients: ConnectedClients,
    @Inject(GatewaySection) private readonly gateway: GatewaySection,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  handleConnection(socket: WebSocket, request: UpgradedRequest): void {
    const { address } = request.admitted.client;
    const sender = this.senderFor(socket);
    const onFault = (error: unknown): void => this.logger.error(error);
    // A connection that breaks is closed right after; there is nobody left to tell.
    socket.on('error', () => undefined);
    socket.on('ping', (data: Buffer) => sender.pong(data));
    const pending = new PendingConnection(socket, request, {
      handshake: this.handshake,
      clock: this.clock,
      sender,
      nonce: this.handshake.nonce(),
      onConnected: (operator, requestId, further) => {
        this.pending.delete(pending);
        this.logger.log({ message: 'connected', client: address, ...describe(operator) });
        const client = this.clients.add(socket, sender, operator);
        client.answer({ type: 'res', id: requestId, ok: true, payload: this.hello.to(operator) });
        for (const text of further) client.receive(text);
      },
      onRefused: ({ message, code, details }: ErrorShape) => {
        this.logger.warn({
          message: `connection refused: ${message}`,
          client: address,
          code: details?.['code'] ?? code,
        });
      },
      onFault,
    });
    this.pending.add(pending);
    socket.once('close', () => this.pending.delete(pending));
  }

  /** Closes every connection, and takes no more. Whoever waits for a run that has just ended is answered first. */
  async stop(): Promise<void> {
    this.guard.stop();
    for (const pending of this.pending) pending.stop(stopReason);
    await new Promise(setImmediate);
    this.clients.stop(stopReason);
  }

  private senderFor(socket: WebSocket): FrameSender {
    const limit = (): number => this.gateway.current.ws.maxBufferedBytes;
    return new FrameSender(socket, limit, () => {
      const timer = this.clock.setTimer(lastWordsMilliseconds, () => socket.terminate());
      socket.once('close', () => timer.cancel());
    });
  }
}

function describe({ connectionId, client, scopes, credential }: Operator): object {
  const { id, mode, version } = client;
  return { connectionId, program: id, mode, version, scopes, credential: credential.id };
}
