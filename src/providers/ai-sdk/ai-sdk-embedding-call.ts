import type { EmbeddingModelV4 } from '@ai-sdk/provider';
import { linkedController } from '../../common/abort.js';
import { abortedError } from '../aborted-error.js';
import { CallDeadlines } from '../call-deadlines.js';
import { checkVectors } from '../check-vectors.js';
import { EmbeddingNotSupportedError } from '../embedding-not-supported.error.js';
import type { EmbeddingAnswer, EmbeddingRequest } from '../embedding.port.js';
import type { ProviderError } from '../provider.errors.js';
import { isRetryable, retryDelayMilliseconds } from '../retry-policy.js';
import type { AiSdkCallContext } from './ai-sdk-call.js';
import { inspectorOf } from './inspector-of.js';
import { loadEmbeddingModel } from './load-model.js';
import { mapCallError } from './map-ai-sdk-error.js';
import { createNeutralFetch } from './neutral-fetch.js';
import { pause } from './pause.js';
import { userAgentOf } from './user-agent-of.js';

/** One call of an embedding model, in as many requests as its API needs for all inputs. Used once. */
export class AiSdkEmbeddingCall {
  private readonly upstream = new AbortController();
  private readonly deadlines: CallDeadlines;
  /** Why the upstream was closed from this side: a time limit, or the caller's abort. */
  private interruption: ProviderError | undefined;

  constructor(
    private readonly context: AiSdkCallContext,
    private readonly request: EmbeddingRequest,
    private readonly signal: AbortSignal,
  ) {
    this.deadlines = new CallDeadlines(context.clock, context.config, (error) => this.interrupt(error));
  }

  async answer(): Promise<EmbeddingAnswer> {
    const { signal } = this;
    const abort = (): void => this.interrupt(abortedError(signal));
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    try {
      return await this.embedAll();
    } finally {
      signal.removeEventListener('abort', abort);
      this.deadlines.stop();
      this.upstream.abort();
      await this.context.release();
    }
  }

  private interrupt(error: ProviderError): void {
    this.interruption ??= error;
    this.upstream.abort();
  }

  private async embedAll(): Promise<EmbeddingAnswer> {
    const { input } = this.request;
    const model = await this.loadModel();
    if (input.type !== 'texts') throw new EmbeddingNotSupportedError('no-tokens');
    const perCall = (await model.maxEmbeddingsPerCall) ?? input.texts.length;
    const answer = { vectors: [] as (readonly number[])[], inputTokens: 0 };
    for (let from = 0; from < input.texts.length; from += perCall) {
      const texts = input.texts.slice(from, from + perCall);
      const part = await this.embed(model, texts);
      answer.vectors.push(...part.vectors);
      answer.inputTokens += part.inputTokens;
    }
    return answer;
  }

  private async loadModel(): Promise<EmbeddingModelV4> {
    const { api, config, dispatcher } = this.context;
    const model = await loadEmbeddingModel(api, config, this.request.model, {
      fetch: createNeutralFetch(dispatcher, {
        userAgent: userAgentOf(config),
        onBytes: () => this.deadlines.bytesArrived(),
        inspect: inspectorOf(this.request.inspect, config),
      }),
    });
    if (!model) throw new EmbeddingNotSupportedError('no-embeddings');
    return model;
  }

  /** One request, tried again as configured. */
  private async embed(model: EmbeddingModelV4, texts: string[]): Promise<EmbeddingAnswer> {
    const { clock, config, ids } = this.context;
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.attempt(model, texts);
      } catch (cause) {
        const error = this.interruption ?? mapCallError(cause, false, clock.now());
        if (attempt >= config.maxRetries || !isRetryable(error)) throw error;
        await pause(clock, retryDelayMilliseconds(attempt, error, ids.fraction()), this.upstream.signal);
      }
    }
  }

  private async attempt(model: EmbeddingModelV4, texts: string[]): Promise<EmbeddingAnswer> {
    if (this.interruption) throw this.interruption;
    const { dimensions } = this.request;
    const { controller, unlink } = linkedController(this.upstream.signal);
    this.deadlines.awaitFirstByte();
    try {
      const { embeddings, usage } = await model.doEmbed({
        values: texts,
        abortSignal: controller.signal,
        ...(dimensions === undefined ? {} : { dimensions }),
      });
      return { vectors: checkVectors(embeddings, texts.length), inputTokens: usage?.tokens ?? 0 };
    } finally {
      unlink();
      this.deadlines.bytesTaken();
    }
  }
}
