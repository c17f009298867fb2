import { limitText } from '../common/limit-text.js';
import { secretSpellings } from '../observability/secret-spellings.js';
import type { EmbeddingAnswer, EmbeddingRequest } from './embedding.port.js';
import type { ManagedProvider } from './managed-provider.js';
import { ProviderError } from './provider.errors.js';
import type { ModelEvent, ModelRequest } from './provider.port.js';

/** Characters of an error's text; a provider's own words may be a whole page. */
const longestText = 2_000;

/**
 * Keeps a provider's secrets out of its errors, because providers like to repeat the key that they refuse. The texts are
 * also cut here, and only here: cut before, the rest of a secret would no longer be known as one.
 */
export class MaskedProvider implements ManagedProvider {
  /** Every form in which a secret may be repeated, the longest first. */
  private readonly spellings: readonly string[];

  constructor(
    private readonly provider: ManagedProvider,
    secrets: readonly string[],
  ) {
    const spellings = new Set(secrets.flatMap((secret) => [...secretSpellings(secret)]));
    this.spellings = [...spellings].sort((left, right) => right.length - left.length);
  }

  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent[]> {
    const stream = this.provider.stream(request, signal);
    return { [Symbol.asyncIterator]: () => this.masked(stream[Symbol.asyncIterator]()) };
  }

  async embed(request: EmbeddingRequest, signal: AbortSignal): Promise<EmbeddingAnswer> {
    try {
      return await this.provider.embed(request, signal);
    } catch (error) {
      throw error instanceof ProviderError ? this.maskedError(error) : error;
    }
  }

  preview(request: ModelRequest): Promise<unknown> {
    return this.provider.preview(request);
  }

  load(): Promise<void> {
    return this.provider.load();
  }

  retire(): Promise<void> {
    return this.provider.retire();
  }

  destroy(): Promise<void> {
    return this.provider.destroy();
  }

  /** No generator: its `return` would wait for the read that is under way. */
  private masked(batches: AsyncIterator<ModelEvent[], unknown>): AsyncIterator<ModelEvent[], void> {
    return {
      next: async () => {
        const result = await batches.next();
        return result.done ? { done: true, value: undefined } : { done: false, value: this.maskedBatch(result.value) };
      },
      return: async () => {
        await batches.return?.();
        return { done: true, value: undefined };
      },
    };
  }

  /** An error is always the last event, so all batches but one stay as they are. */
  private maskedBatch(batch: ModelEvent[]): ModelEvent[] {
    const last = batch.at(-1);
    return last?.type === 'error' ? [...batch.slice(0, -1), { ...last, error: this.maskedError(last.error) }] : batch;
  }

  private maskedError(error: ProviderError): ProviderError {
    const { status, retryAfterSeconds, providerMessage } = error;
    const message = this.maskedText(error.message);
    const words = providerMessage === undefined ? undefined : this.maskedText(providerMessage);
    if (message === error.message && words === providerMessage) return error;
    return new ProviderError(error.kind, message, {
      ...(status === undefined ? {} : { status }),
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
      ...(words === undefined ? {} : { providerMessage: words }),
      cause: error.cause,
    });
  }

  private maskedText(text: string): string {
    const clean = this.spellings.reduce((words, secret) => words.replaceAll(secret, '[secret]'), text);
    return limitText(clean, longestText);
  }
}
