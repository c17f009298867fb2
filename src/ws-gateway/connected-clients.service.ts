import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { WebSocket } from 'ws';
import { Clock } from '../common/clock.js';
import { Ids } from '../common/ids.js';
import { ControlDispatcher } from '../control/control-dispatcher.service.js';
import { EventHub } from '../control/events/event-hub.service.js';
import type { Operator } from '../control/operator.js';
import { closeCodes } from '../gateway-protocol/close-codes.js';
import { ClientWatch } from './client-watch.service.js';
import { ConnectedClient, type ConnectedClientServices } from './connected-client.js';
import type { FrameSender } from './frame-sender.js';
import { Heartbeat } from './heartbeat.js';

/** The operators that are connected. */
@Injectable()
export class ConnectedClients implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(ConnectedClients.name);
  private readonly clients = new Set<ConnectedClient>();
  private readonly shared: ConnectedClientServices;
  private heartbeat: Heartbeat | undefined;

  constructor(
    dispatcher: ControlDispatcher,
    private readonly hub: EventHub,
    private readonly watch: ClientWatch,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Ids) ids: Ids,
  ) {
    this.shared = { dispatcher, clock, ids, onFault: (error) => this.logger.error(error) };
  }

  onModuleInit(): void {
    this.heartbeat = new Heartbeat(this.clock, () => this.hub.announce('tick', { ts: this.clock.now() }));
  }

  onModuleDestroy(): void {
    this.heartbeat?.stop();
  }

  add(socket: WebSocket, sender: FrameSender, operator: Operator): ConnectedClient {
    const client = new ConnectedClient(socket, sender, operator, this.shared);
    this.clients.add(client);
    this.watch.add(client);
    const leave = this.hub.add(client);
    socket.on('close', () => {
      client.leave();
      leave();
      this.watch.remove(client);
      this.clients.delete(client);
    });
    return client;
  }

  /** Tells everybody that the gateway stops, and closes their connections. */
  stop(reason: string): void {
    this.hub.announce('shutdown', { reason });
    for (const client of this.clients) client.close(closeCodes.serviceRestart, reason);
  }
}
