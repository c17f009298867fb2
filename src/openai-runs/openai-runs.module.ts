import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module.js';
import { AttachmentsModule } from '../attachments/attachments.module.js';
import { AuthModule } from '../auth/auth.module.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { RunsModule } from '../runs/runs.module.js';
import { Answers } from './answers.service.js';
import { AttachmentReader } from './attachment-reader.service.js';
import { RunOrigins } from './run-origins.service.js';

/** What the endpoints of OpenAI's protocol share on the way into a run and out of it. */
@Module({
  imports: [AgentsModule, AttachmentsModule, AuthModule, ProvidersModule, RunsModule],
  providers: [Answers, AttachmentReader, RunOrigins],
  exports: [Answers, AttachmentReader, RunOrigins],
})
export class OpenaiRunsModule {}
