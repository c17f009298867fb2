import { Inject, Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { KeyLimits } from '../auth/limits/key-limits.service.js';
import { toLimitHeaders } from '../auth/limits/to-limit-headers.js';
import { Clock } from '../common/clock.js';
import { estimateTextTokens } from '../common/estimate-tokens.js';
import { setAgentHeader, setIgnoredFields, setProcessingTime, setWarning } from '../http/run-headers.js';
import { setHeaders } from '../http/set-headers.js';
import { annotateRequest } from '../observability/request-context.js';
import type { RunCall } from '../openai-runs/run-call.js';
import type { EmbeddingInput } from '../providers/embedding.port.js';
import type { EmbeddingList } from '../openai-wire/embeddings/embedding-list.js';
import { Embedder } from './embedder.service.js';
import { EmbeddingBill } from './embedding-bill.js';
import { EmbeddingRequestReader, type ReadEmbeddingCall } from './embedding-request-reader.service.js';

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
    private readonly limits: KeyLimits,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  async create(body: unknown, { response, ...call }: EmbeddingCall): Promise<EmbeddingList> {
    const acceptedAt = this.clock.monotonic();
    const read = this.reader.read(body, { ...call, warn: (text) => setWarning(response, text) });
    annotateRequest({ agentId: read.agent.id });
    setAgentHeader(response, read.agent.id);
    setIgnoredFields(response, read.request.ignoredFields);
    const list = await this.embedded(read, response, call.signal);
    setProcessingTime(response, this.clock.monotonic() - acceptedAt);
    return list;
  }

  private async embedded(read: ReadEmbeddingCall, response: Response, signal: AbortSignal): Promise<EmbeddingList> {
    const estimate = estimateOf(read.request.input);
    const admission = await this.limits.admit(read.credential, estimate);
    setHeaders(response, toLimitHeaders(admission.allowances));
    const bill = new EmbeddingBill(estimate);
    try {
      return await this.embedder.embed(read, signal, bill);
    } finally {
      await admission.settle(bill.tokens);
    }
  }
}

function estimateOf(input: EmbeddingInput): number {
  const lengths = input.type === 'texts' ? input.texts.map(lengthOf) : input.tokens.map(lengthOf);
  const sum = lengths.reduce((total, length) => total + length, 0);
  return Math.max(1, input.type === 'texts' ? estimateTextTokens(sum) : sum);
}

function lengthOf({ length }: { length: number }): number {
  return length;
}
