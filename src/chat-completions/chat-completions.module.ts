import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module.js';
import { AttachmentsModule } from '../attachments/attachments.module.js';
import { RunsModule } from '../runs/runs.module.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { AttachmentReader } from './attachment-reader.service.js';
import { ChatCompletionsController } from './chat-completions.controller.js';
import { ChatCompletionsService } from './chat-completions.service.js';

@Module({
  imports: [AgentsModule, AttachmentsModule, ProvidersModule, RunsModule],
  controllers: [ChatCompletionsController],
  providers: [AttachmentReader, ChatCompletionsService],
})
export class ChatCompletionsModule {}
