import { Module } from '@nestjs/common';
import { ChatCompletionsModule } from '../chat-completions/chat-completions.module.js';
import { ResponsesModule } from '../responses/responses.module.js';
import { RunsModule } from '../runs/runs.module.js';
import { ExplainController } from './explain.controller.js';
import { ExplainService } from './explain.service.js';
import { ExplainedEndpoints } from './explained-endpoints.service.js';

@Module({
  imports: [ChatCompletionsModule, ResponsesModule, RunsModule],
  controllers: [ExplainController],
  providers: [ExplainService, ExplainedEndpoints],
  exports: [ExplainService],
})
export class ExplainModule {}
