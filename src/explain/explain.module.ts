import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module.js';
import { AuthModule } from '../auth/auth.module.js';
import { ChatCompletionsModule } from '../chat-completions/chat-completions.module.js';
import { RunsModule } from '../runs/runs.module.js';
import { ExplainController } from './explain.controller.js';
import { ExplainService } from './explain.service.js';

@Module({
  imports: [AgentsModule, AuthModule, ChatCompletionsModule, RunsModule],
  controllers: [ExplainController],
  providers: [ExplainService],
})
export class ExplainModule {}
