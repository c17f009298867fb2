import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module.js';
import { AuthModule } from '../auth/auth.module.js';
import { ControlModule } from '../control/control.module.js';
import { ResponsesModule } from '../responses/responses.module.js';
import { ClientWatch } from './client-watch.service.js';
import { ConnectedClients } from './connected-clients.service.js';
import { ControlGateway } from './control.gateway.js';
import { FrameSenders } from './frame-senders.service.js';
import { Handshake } from './handshake.service.js';
import { Hello } from './hello.service.js';
import { IncomingMessages } from './incoming-messages.service.js';
import { PendingConnections } from './pending-connections.service.js';
import { ConnectionMemories } from './responses/connection-memories.service.js';
import { ConnectionResponses } from './responses/connection-responses.service.js';
import { CreateFrames } from './responses/create-frames.service.js';
import { ResponsesClients } from './responses/responses-clients.service.js';
import { ResponsesDoor } from './responses/responses-door.service.js';
import { ResponsesGateway } from './responses/responses.gateway.js';
import { UpgradeGuard } from './upgrade-guard.service.js';

/** Needs `GatewayWsAdapter` as the application's adapter for WebSockets. */
@Module({
  imports: [AgentsModule, AuthModule, ControlModule, ResponsesModule],
  providers: [
    ClientWatch,
    ConnectedClients,
    ConnectionMemories,
    ConnectionResponses,
    ControlGateway,
    CreateFrames,
    FrameSenders,
    Handshake,
    Hello,
    IncomingMessages,
    PendingConnections,
    ResponsesClients,
    ResponsesDoor,
    ResponsesGateway,
    UpgradeGuard,
  ],
})
export class WsGatewayModule {}
