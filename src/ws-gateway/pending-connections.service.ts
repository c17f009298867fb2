import { Inject, Injectable, Logger } from '@nestjs/common';
import type { WebSocket } from 'ws';
import { Clock } from '../common/clock.js';
import type { FrameSender } from './frame-sender.js';
import type { UpgradedRequest } from './gateway-ws.adapter.js';
import { Handshake } from './handshake.service.js';
import { PendingConnection, type PendingConnectionServices } from './pending-connection.js';

/** The clients that have not said yet who they are. */
@Injectable()
export class PendingConnections {
  private readonly logger = new Logger(PendingConnections.name);
  private readonly pending = new Set<PendingConnection>();

  constructor(
    private readonly handshake: Handshake,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /**
   * `onConnected` is called at most once, when the client is let in. From then on it is no longer among these, and nothing that
   * lives as long as the connection may refer to what is made here: the request alone would double what the connection costs.
   */
  add(
    socket: WebSocket,
    request: UpgradedRequest,
    sender: FrameSender,
    onConnected: PendingConnectionServices['onConnected'],
  ): void {
    const pending = new PendingConnection(socket, request, {
      handshake: this.handshake,
      clock: this.clock,
      sender,
      nonce: this.handshake.nonce(),
      onConnected,
      onOver: () => this.pending.delete(pending),
      onRefused: ({ message, code, details }) => {
        const { address: client } = request.admitted.client;
        this.logger.warn({ message: `connection refused: ${message}`, client, code: details?.['code'] ?? code });
      },
      onFault: (error) => this.logger.error(error),
    });
    this.pending.add(pending);
  }

  /** The gateway stops. */
  stop(reason: string): void {
    for (const pending of this.pending) pending.stop(reason);
  }
}
