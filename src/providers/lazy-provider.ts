import type { EmbeddingAnswer, EmbeddingRequest } from './embedding.port.js';
import type { ManagedProvider } from './managed-provider.js';
import { ProviderError } from './provider.errors.js';
import type { ModelEvent, ModelRequest } from './provider.port.js';

/** A provider whose code is loaded at its first call. Loading that failed is tried again with the next call. */
export class LazyProvider implements ManagedProvider {
  private loaded: ManagedProvider | undefined;
  private loading: Promise<ManagedProvider> | undefined;
  private retired = false;

  constructor(private readonly importProvider: () => Promise<ManagedProvider>) {}

  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent[]> {
    return this.loaded?.stream(request, signal) ?? this.loadAndStream(request, signal);
  }

  async embed(request: EmbeddingRequest, signal: AbortSignal): Promise<EmbeddingAnswer> {
    const provider = await this.providerToCall();
    return provider.embed(request, signal);
  }

  async preview(request: ModelRequest): Promise<unknown> {
    const provider = await this.provider();
    return provider.preview(request);
  }

  async load(): Promise<void> {
    const provider = await this.provider();
    await provider.load();
  }

  async retire(): Promise<void> {
    this.retired = true;
    await this.loaded?.retire();
  }

  async destroy(): Promise<void> {
    this.retired = true;
    await this.loaded?.destroy();
  }

  private provider(): Promise<ManagedProvider> {
    this.loading ??= this.importOnce();
    return this.loading;
  }

  private async importOnce(): Promise<ManagedProvider> {
    try {
      const provider = await this.importProvider();
      if (this.retired) await provider.retire();
      this.loaded = provider;
      return provider;
    } catch (error) {
      this.loading = undefined;
      throw error;
    }
  }

  private async *loadAndStream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent[]> {
    let provider: ManagedProvider;
    try {
      provider = await this.providerToCall();
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      yield [{ type: 'error', error }];
      return;
    }
    yield* provider.stream(request, signal);
  }

  /** Rejects with a `ProviderError` when the code cannot be loaded. */
  private async providerToCall(): Promise<ManagedProvider> {
    try {
      return await this.provider();
    } catch (cause) {
      const text = 'The code for this provider could not be loaded; reinstall the gateway with npm ci.';
      throw new ProviderError('upstream', text, { cause });
    }
  }
}
