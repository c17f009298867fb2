import { Module } from '@nestjs/common';
import { ProvidersModule } from '../providers/providers.module.js';
import { PromptModule } from '../prompt/prompt.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { ToolsModule } from '../tools/tools.module.js';
import { RunExecutor } from './run-executor.service.js';
import { RunsService } from './runs.service.js';

@Module({
  imports: [ProvidersModule, SessionsModule, PromptModule, ToolsModule],
  providers: [RunExecutor, RunsService],
  exports: [RunsService],
})
export class RunsModule {}
