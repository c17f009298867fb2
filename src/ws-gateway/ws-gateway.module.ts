import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module.js';
import { AuthModule } from '../auth/auth.module.js';
import { ControlModule } from '../control/control.module.js';
import { ConnectedClients } from './connected-clients.service.js';
import { ControlGateway } from './control.gateway.js';
import { FrameSenders } from './frame-senders.service.js';
import { Handshake } from './handshake.service.js';
import { Hello } from './hello.service.js';
import { PendingConnections } from './pending-connections.service.js';
import { UpgradeGuard } from './upgrade-guard.service.js';

/** Needs `GatewayWsAdapter` as the application's adapter for WebSockets. */
@Module({
  imports: [AgentsModule, AuthModule, ControlModule],
  providers: [ConnectedClients, ControlGateway, FrameSenders, Handshake, Hello, PendingConnections, UpgradeGuard],
})
export class WsGatewayModule {}
