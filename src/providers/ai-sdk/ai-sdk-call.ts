import type { LanguageModelV4StreamPart, LanguageModelV4StreamResult } from '@ai-sdk/provider';
import type { Dispatcher } from 'undici';
import { linkedController } from '../../common/abort.js';
import type { Clock, Timer } from '../../common/clock.js';
import type { Ids } from '../../common/ids.js';
import type { ProviderConfig } from '../../config/models.config.js';
import { abortedError } from '../aborted-error.js';
import { CallDeadlines } from '../call-deadlines.js';
import type { ModelCall } from '../call-iterator.js';
import type { ProviderError } from '../provider.errors.js';
import type { ModelEvent, ModelRequest } from '../provider.port.js';
import { isRetryable, retryDelayMilliseconds } from '../retry-policy.js';
import { inspectorOf } from './inspector-of.js';
import { loadModel, type AiSdkApi } from './load-model.js';
import { mapCallError, mapStreamError } from './map-ai-sdk-error.js';
import { cutError, emptyAnswerError } from './map-finish-reason.js';
import { StreamPartMapper } from './map-stream-part.js';
import { createNeutralFetch } from './neutral-fetch.js';
import { pause } from './pause.js';
import { readBatches } from './read-batches.js';
import { toCallOptions } from './to-call-options.js';
import { userAgentOf } from './user-agent-of.js';

export interface AiSdkCallContext {
  api: AiSdkApi;
  config: ProviderConfig;
  clock: Clock;
  ids: Ids;
  dispatcher: Dispatcher;
  /** Gives the dispatcher back. */
  release(): Promise<void>;
}

/** How long the end of the connection may come after the end of the answer. */
const graceMilliseconds = 250;

/** One call of a model, from its first attempt to its terminal event. */
export class AiSdkCall implements ModelCall {
  private readonly upstream = new AbortController();
  private readonly deadlines: CallDeadlines;
  /** Why the upstream was closed from this side: a time limit, or the run's abort. */
  private interruption: ProviderError | undefined;
  private started = false;

  constructor(
    private readonly context: AiSdkCallContext,
    private readonly request: ModelRequest,
    private readonly signal: AbortSignal,
  ) {
    this.deadlines = new CallDeadlines(context.clock, context.config, (error) => this.interrupt(error));
  }

  async *batches(): AsyncGenerator<ModelEvent[], void, undefined> {
    const { signal } = this;
    const abort = (): void => this.interrupt(abortedError(signal));
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    try {
      yield* this.attempts();
    } finally {
      signal.removeEventListener('abort', abort);
      this.deadlines.stop();
      this.upstream.abort();
      await this.context.release();
    }
  }

  interrupt(error: ProviderError): void {
    this.interruption ??= error;
    this.upstream.abort();
  }

  private async *attempts(): AsyncGenerator<ModelEvent[], void, undefined> {
    for (let attempt = 0; ; attempt++) {
      const failure = yield* this.attempt();
      if (!failure) return;
      const error = failure.kind === 'cut' && !this.started ? emptyAnswerError() : failure;
      const last = this.started || attempt >= this.context.config.maxRetries || !isRetryable(error);
      if (!last) await this.pauseBefore(attempt, error);
      if (last || this.interruption) {
        yield [{ type: 'error', error: this.interruption ?? error }];
        return;
      }
    }
  }

  /** One request and its answer. Answers with what went wrong, or with nothing once the terminal event is out. */
  private async *attempt(): AsyncGenerator<ModelEvent[], ProviderError | undefined, undefined> {
    const { controller, unlink } = linkedController(this.upstream.signal);
    const mapper = new StreamPartMapper((error) => mapStreamError(error, this.context.clock.now()));
    try {
      if (this.interruption) return this.interruption;
      const { stream } = await this.open(controller.signal);
      return yield* this.read(stream, mapper, controller);
    } catch (error) {
      if (mapper.finished) return undefined;
      return this.interruption ?? mapCallError(error, this.started, this.context.clock.now());
    } finally {
      unlink();
      controller.abort();
      this.deadlines.bytesTaken();
    }
  }

  private async open(signal: AbortSignal): Promise<LanguageModelV4StreamResult> {
    const { request } = this;
    const { api, config, ids, dispatcher } = this.context;
    const model = await loadModel(api, config, request.model, {
      fetch: createNeutralFetch(dispatcher, {
        userAgent: userAgentOf(config),
        onBytes: () => this.deadlines.bytesArrived(),
        inspect: inspectorOf(request.inspect, config),
      }),
      generateId: () => ids.prefixed('call_'),
    });
    this.deadlines.awaitFirstByte();
    return model.doStream(toCallOptions(api, request, signal));
  }

  private async *read(
    stream: ReadableStream<LanguageModelV4StreamPart>,
    mapper: StreamPartMapper,
    controller: AbortController,
  ): AsyncGenerator<ModelEvent[], ProviderError | undefined, undefined> {
    const observer = { onWait: () => this.deadlines.awaitBytes(), onTaken: () => this.deadlines.bytesTaken() };
    let grace: Timer | undefined;
    try {
      for await (const parts of readBatches(stream, observer)) {
        const { events, error } = this.toEvents(parts, mapper);
        if (events.length > 0) yield events;
        if (error) return error;
        // Read to its end, the connection can serve the next call.
        if (mapper.finished) grace ??= this.context.clock.setTimer(graceMilliseconds, () => controller.abort());
      }
    } finally {
      grace?.cancel();
    }
    return mapper.finished ? undefined : cutError();
  }

  /** The events of one batch, with `response-start` before the first of the call and the error, if any, beside them. */
  private toEvents(
    parts: LanguageModelV4StreamPart[],
    mapper: StreamPartMapper,
  ): { events: ModelEvent[]; error?: ProviderError } {
    const events: ModelEvent[] = [];
    for (const part of parts) {
      const mapped = mapper.map(part);
      const failure = mapped.find((event) => event.type === 'error');
      if (!this.started && failure === undefined && part.type !== 'stream-start' && part.type !== 'error') {
        this.started = true;
        events.push({ type: 'response-start' });
      }
      events.push(...mapped.filter((event) => event.type !== 'error'));
      if (failure) return { events: this.started ? events : [], error: failure.error };
    }
    return { events };
  }

  private pauseBefore(attempt: number, error: ProviderError): Promise<void> {
    const { clock, ids } = this.context;
    return pause(clock, retryDelayMilliseconds(attempt, error, ids.fraction()), this.upstream.signal);
  }
}
