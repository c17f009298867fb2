import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module.js';
import { AttachmentsModule } from '../attachments/attachments.module.js';
import { AuthModule } from '../auth/auth.module.js';
import { RunsModule } from '../runs/runs.module.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { AttachmentReader } from './attachment-reader.service.js';
import { ChatCompletionsController } from './chat-completions.controller.js';
import { ChatCompletionsService } from './chat-completions.service.js';
import { RunRequestReader } from './run-request-reader.service.js';

@Module({
  imports: [AgentsModule, AttachmentsModule, AuthModule, ProvidersModule, RunsModule],
  controllers: [ChatCompletionsController],
  providers: [AttachmentReader, ChatCompletionsService, RunRequestReader],
  exports: [RunRequestReader],
})
export class ChatCompletionsModule {}
