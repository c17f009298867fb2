import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { EgressModule } from '../egress/egress.module.js';
import { OpenaiRunsModule } from '../openai-runs/openai-runs.module.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { RunsModule } from '../runs/runs.module.js';
import { Embedder } from './embedder.service.js';
import { EmbeddingRequestReader } from './embedding-request-reader.service.js';
import { EmbeddingsController } from './embeddings.controller.js';
import { EmbeddingsService } from './embeddings.service.js';

@Module({
  imports: [AuthModule, EgressModule, OpenaiRunsModule, ProvidersModule, RunsModule],
  controllers: [EmbeddingsController],
  providers: [EmbeddingRequestReader, Embedder, EmbeddingsService],
})
export class EmbeddingsModule {}
