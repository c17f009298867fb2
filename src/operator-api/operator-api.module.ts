import { AgentsModule } from '../agents/agents.module.js';
import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { AuthModule } from '../auth/auth.module.js';
import { ControlModule } from '../control/control.module.js';
import { RunsModule } from '../runs/runs.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { OpenApiDocuments } from './openapi/openapi-document.service.js';
import { OpenApiController } from './openapi/openapi.controller.js';
import { RouteFinder } from './openapi/route-finder.service.js';
import { RunsApi } from './runs/runs-api.service.js';
import { RunsController } from './runs/runs.controller.js';
import { SessionsApi } from './sessions/sessions-api.service.js';
import { SessionsController } from './sessions/sessions.controller.js';

/** By HTTP what operators have by WebSocket, and the description of all that HTTP offers. */
@Module({
  imports: [AgentsModule, AuthModule, ControlModule, DiscoveryModule, RunsModule, SessionsModule],
  controllers: [OpenApiController, RunsController, SessionsController],
  providers: [OpenApiDocuments, RouteFinder, RunsApi, SessionsApi],
})
export class OperatorApiModule {}
