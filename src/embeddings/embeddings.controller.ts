import { All, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { EnabledWhen } from '../auth/enabled-when.decorator.js';
import { OwnerContext } from '../auth/owner-context.decorator.js';
import { agentHeader, modelHeader, senderHeaders } from '../http/described-request-headers.js';
import { Describes } from '../http/describes.decorator.js';
import { ClientSignal } from '../http/client-signal.decorator.js';
import { MethodNotAllowedError } from '../http/http.errors.js';
import { JsonBody } from '../http/json-body.decorator.js';
import { RouteHeaders } from '../http/route-headers.decorator.js';
import type { EmbeddingList } from '../openai-wire/embeddings/embedding-list.js';
import { embeddingListSchema, embeddingRequestSchema } from '../openai-wire/embeddings/embedding.schema.js';
import { embeddingsBodyLimit } from './embeddings-body-limit.js';
import { EmbeddingsService } from './embeddings.service.js';

@Controller('v1/embeddings')
@EnabledWhen(({ http: { endpoints } }) => endpoints.chatCompletions.enabled || endpoints.responses.enabled)
export class EmbeddingsController {
  constructor(private readonly service: EmbeddingsService) {}

  @Post()
  @HttpCode(200)
  @Describes({
    id: 'createEmbedding',
    summary: 'Vectors of texts, by the embedding model of an agent',
    parameters: [agentHeader, modelHeader, ...senderHeaders],
    body: embeddingRequestSchema,
    answers: { 200: { description: 'A vector for each input, in order.', json: embeddingListSchema } },
  })
  create(
    @JsonBody(embeddingsBodyLimit) body: unknown,
    @OwnerContext() owner: OwnerContext,
    @RouteHeaders() route: RouteHeaders,
    @ClientSignal() signal: AbortSignal,
    @Res({ passthrough: true }) response: Response,
  ): Promise<EmbeddingList> {
    return this.service.create(body, { owner, route, signal, response });
  }

  @All()
  refuse(@Req() request: Request): never {
    throw new MethodNotAllowedError(request.method, 'POST');
  }
}
