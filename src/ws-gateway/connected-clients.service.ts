import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { WebSocket } from 'ws';
import { KeyRing } from '../auth/keys/key-ring.service.js';
import { Clock, type Timer } from '../common/clock.js';
import { Ids } from '../common/ids.js';
import { AuthCredentials } from '../config/auth-credentials.js';
import { ControlDispatcher } from '../control/control-dispatcher.service.js';
import { EventHub } from '../control/events/event-hub.service.js';
import type { Operator } from '../control/operator.js';
import { closeCodes } from '../gateway-protocol/close-codes.js';
import { tickIntervalMs } from '../gateway-protocol/limits.js';
import { ConnectedClient, type ConnectedClientServices } from './connected-client.js';
import type { FrameSender } from './frame-sender.js';

/** The clients that have been let in. One timer pings all of them. */
@Injectable()
export class ConnectedClients implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(ConnectedClients.name);
  private readonly clients = new Set<ConnectedClient>();
  private readonly shared: ConnectedClientServices;
  private timer: Timer | undefined;
  private stopListening: (() => void)[] = [];

  constructor(
    dispatcher: ControlDispatcher,
    private readonly hub: EventHub,
    @Inject(AuthCredentials) private readonly credentials: AuthCredentials,
    private readonly keys: KeyRing,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Ids) ids: Ids,
  ) {
    this.shared = { dispatcher, clock, ids, onFault: (error) => this.logger.error(error) };
  }

  onModuleInit(): void {
    this.stopListening = [
      this.credentials.onChange(() => this.closeAll(closeCodes.policyViolation, 'credentials changed')),
      this.keys.onChange(() => this.closeChanged()),
    ];
    this.beatLater();
  }

  onModuleDestroy(): void {
    this.stopListening.forEach((stop) => stop());
    this.timer?.cancel();
  }

  add(socket: WebSocket, sender: FrameSender, operator: Operator): ConnectedClient {
    const client = new ConnectedClient(socket, sender, operator, this.shared);
    this.clients.add(client);
    const leave = this.hub.add(client);
    socket.on('close', () => {
      client.leave();
      leave();
      this.clients.delete(client);
    });
    return client;
  }

  /** Tells everybody that the gateway stops, and closes their connections. */
  stop(reason: string): void {
    this.hub.announce('shutdown', { reason });
    this.closeAll(closeCodes.serviceRestart, reason);
  }

  /** Those whose key was revoked, has expired or allows something else by now. */
  private closeChanged(): void {
    for (const client of this.clients) {
      if (this.keys.standing(client.operator.credential) === 'current') continue;
      client.close(closeCodes.policyViolation, 'credentials changed');
    }
  }

  private closeAll(code: number, reason: string): void {
    for (const client of this.clients) client.close(code, reason);
  }

  private beatLater(): void {
    this.timer = this.clock.setTimer(tickIntervalMs, () => {
      for (const client of this.clients) client.ping();
      this.hub.announce('tick', { ts: this.clock.now() });
      this.beatLater();
    });
  }
}
