import { Module } from '@nestjs/common';
import { OpenaiRunsModule } from '../openai-runs/openai-runs.module.js';
import { ChatCompletionsController } from './chat-completions.controller.js';
import { ChatCompletionsService } from './chat-completions.service.js';
import { RunRequestReader } from './run-request-reader.service.js';

@Module({
  imports: [OpenaiRunsModule],
  controllers: [ChatCompletionsController],
  providers: [ChatCompletionsService, RunRequestReader],
  exports: [RunRequestReader],
})
export class ChatCompletionsModule {}
