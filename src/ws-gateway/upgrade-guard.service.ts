import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { type ClientAddress, clientOf } from '../auth/client-address.js';
import { checkOrigin } from '../auth/origin-check.js';
import { ConfigService } from '../config/config.service.js';
import { GatewaySection } from '../config/config-sections.js';
import { DrainingError } from '../runs/runs.errors.js';
import { ConnectionCounts } from './connection-counts.js';
import { TooManyConnectionsError } from './ws-gateway.errors.js';

/** A place for one connection. */
export interface AdmittedConnection {
  client: ClientAddress;
  /** Gives the place back. To be called once. */
  leave: () => void;
}

/** Judges an upgrade by its headers, before a WebSocket is made of it. */
@Injectable()
export class UpgradeGuard {
  private readonly counts = new ConnectionCounts();
  private isStopped = false;

  constructor(
    @Inject(GatewaySection) private readonly gateway: GatewaySection,
    private readonly config: ConfigService,
  ) {}

  /** From now on nobody is let in. */
  stop(): void {
    this.isStopped = true;
  }

  /** Throws for a host or origin that may not call (403), and where there is no room (429, 503). */
  admit(request: IncomingMessage): AdmittedConnection {
    if (this.isStopped) throw new DrainingError();
    const gateway = this.gateway.current;
    checkOrigin(request.headers, gateway, this.config.listen.host);
    const client = this.clientOf(request);
    const { maxConnections, maxConnectionsPerClient } = gateway.ws;
    if (this.counts.total >= maxConnections) throw new TooManyConnectionsError('gateway');
    if (this.counts.of(client.key) >= maxConnectionsPerClient) throw new TooManyConnectionsError('client');
    return { client, leave: this.counts.enter(client.key) };
  }

  /** Who asks, behind the proxies that are trusted. */
  clientOf({ rawHeaders, socket }: IncomingMessage): ClientAddress {
    return clientOf({ rawHeaders, peer: socket.remoteAddress }, this.gateway.current.trustedProxies);
  }
}
