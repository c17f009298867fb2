import { setImmediate } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Clock } from '../../common/clock.js';
import type { Ids } from '../../common/ids.js';
import { abortedError } from '../aborted-error.js';
import type { EmbeddingAnswer } from '../embedding.port.js';
import { EmbeddingNotSupportedError } from '../embedding-not-supported.error.js';
import type { ManagedProvider } from '../managed-provider.js';
import { ProviderError } from '../provider.errors.js';
import type { ModelEvent, ModelRequest } from '../provider.port.js';
import { eventBatches } from './guide-events.js';
import { guideLibrary, type GuideLibrary } from './guide-library.js';
import { loadGuidePages, type GuidePage } from './guide-pages.js';
import { replyTo } from './guide-reply.js';

export interface BuiltinGuideDependencies {
  clock: Clock;
  ids: Ids;
  /** Instead of the README and docs of the package. */
  pages?: GuidePage[];
}

/**
 * The model `builtin/guide`: no language model, but full-text search over the project's documentation, so that a gateway
 * without any provider answers, streams, remembers and calls tools. It sees only the request and the documentation.
 * Sampling options have no effect; `stop`, `maxOutputTokens`, `toolChoice` and `responseFormat` are honoured, a JSON schema
 * best effort. Token counts are estimates.
 */
export class BuiltinGuideProvider implements ManagedProvider {
  private readonly logger = new Logger(BuiltinGuideProvider.name);
  private library: Promise<GuideLibrary> | undefined;

  constructor(private readonly dependencies: BuiltinGuideDependencies) {}

  async *stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent[], void, undefined> {
    try {
      for (const batch of await this.answer(request)) {
        if (signal.aborted) return yield [{ type: 'error', error: abortedError(signal) }];
        yield batch;
        // Lets other requests, and an abort, come between.
        await setImmediate();
      }
    } catch (cause) {
      const message =
        'The built-in guide could not search the documentation; see the cause, or configure a model provider.';
      yield [{ type: 'error', error: new ProviderError('upstream', message, { cause }) }];
    }
  }

  /** Full-text search has no vectors. */
  embed(): Promise<EmbeddingAnswer> {
    return Promise.reject(new EmbeddingNotSupportedError('no-embeddings'));
  }

  /** Nothing is sent anywhere: what it is shown is the request itself. */
  preview(request: ModelRequest): Promise<unknown> {
    return Promise.resolve(request);
  }

  async load(): Promise<void> {
    await this.openLibrary();
  }

  /** Closes the index, which no call uses beyond its first step. A later call makes it again. */
  async retire(): Promise<void> {
    const opened = this.library;
    this.library = undefined;
    const library = await opened?.catch(() => undefined);
    library?.index.close();
  }

  destroy(): Promise<void> {
    return this.retire();
  }

  private async answer(request: ModelRequest): Promise<ModelEvent[][]> {
    const reply = replyTo(request, await this.openLibrary());
    return eventBatches(reply, request, () => this.dependencies.ids.prefixed('call_'));
  }

  private openLibrary(): Promise<GuideLibrary> {
    this.library ??= this.makeLibrary().catch((cause: unknown) => {
      this.library = undefined;
      throw cause;
    });
    return this.library;
  }

  private async makeLibrary(): Promise<GuideLibrary> {
    const { clock, pages = await loadGuidePages() } = this.dependencies;
    const start = clock.monotonic();
    const library = guideLibrary(pages);
    const milliseconds = Math.round(clock.monotonic() - start);
    if (pages.length === 0) this.logger.warn('No documentation found beside the package: the guide cannot quote it.');
    else this.logger.debug(`Indexed ${pages.length} pages of documentation in ${milliseconds} ms`);
    return library;
  }
}
