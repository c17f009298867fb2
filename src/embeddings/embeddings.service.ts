import { Inject, Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { Clock } from '../common/clock.js';
import { setAgentHeader, setIgnoredFields, setProcessingTime, setWarning } from '../http/run-headers.js';
import { annotateRequest } from '../observability/request-context.js';
import type { RunCall } from '../openai-runs/run-call.js';
import type { EmbeddingList } from '../openai-wire/embeddings/embedding-list.js';
import { Embedder } from './embedder.service.js';
import { EmbeddingRequestReader } from './embedding-request-reader.service.js';

/** A call, and where its answer goes. */
export interface EmbeddingCall extends Omit<RunCall, 'warn'> {
  response: Response;
}

/** Answers a call with embeddings, and tells in the headers where they come from. */
@Injectable()
export class EmbeddingsService {
  constructor(
    private readonly reader: EmbeddingRequestReader,
    private readonly embedder: Embedder,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  async create(body: unknown, { response, ...call }: EmbeddingCall): Promise<EmbeddingList> {
    const acceptedAt = this.clock.monotonic();
    const read = this.reader.read(body, { ...call, warn: (text) => setWarning(response, text) });
    annotateRequest({ agentId: read.agent.id });
    setAgentHeader(response, read.agent.id);
    setIgnoredFields(response, read.request.ignoredFields);
    const list = await this.embedder.embed(read, call.signal);
    setProcessingTime(response, this.clock.monotonic() - acceptedAt);
    return list;
  }
}
