import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module.js';
import { ChatCompletionsModule } from '../chat-completions/chat-completions.module.js';
import { EgressModule } from '../egress/egress.module.js';
import { ResponsesModule } from '../responses/responses.module.js';
import { RunsModule } from '../runs/runs.module.js';
import { ToolsModule } from '../tools/tools.module.js';
import { ExplainController } from './explain.controller.js';
import { ExplainService } from './explain.service.js';
import { ExplainedEndpoints } from './explained-endpoints.service.js';
import { AgentProbe } from './public-check/agent-probe.service.js';
import { PublicCheck } from './public-check/public-check.service.js';

@Module({
  imports: [AgentsModule, ChatCompletionsModule, EgressModule, ResponsesModule, RunsModule, ToolsModule],
  controllers: [ExplainController],
  providers: [ExplainService, ExplainedEndpoints, AgentProbe, PublicCheck],
  exports: [ExplainService, PublicCheck],
})
export class ExplainModule {}
