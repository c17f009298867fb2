import type { ManagedProvider } from './managed-provider.js';
import { ProviderError } from './provider.errors.js';
import type { ModelEvent, ModelProvider, ModelRequest } from './provider.port.js';

/** A provider whose code is loaded at its first call. Loading that failed is tried again with the next call. */
export class LazyProvider implements ManagedProvider {
  private loaded: ModelProvider | undefined;
  private loading: Promise<ModelProvider> | undefined;

  constructor(private readonly importProvider: () => Promise<ModelProvider>) {}

  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent[]> {
    return this.loaded?.stream(request, signal) ?? this.loadAndStream(request, signal);
  }

  load(): Promise<ModelProvider> {
    this.loading ??= this.importOnce();
    return this.loading;
  }

  private async importOnce(): Promise<ModelProvider> {
    try {
      this.loaded = await this.importProvider();
      return this.loaded;
    } catch (error) {
      this.loading = undefined;
      throw error;
    }
  }

  private async *loadAndStream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent[]> {
    let provider: ModelProvider;
    try {
      provider = await this.load();
    } catch (cause) {
      const text = 'The code for this provider could not be loaded; reinstall the gateway with npm ci.';
      yield [{ type: 'error', error: new ProviderError('upstream', text, { cause }) }];
      return;
    }
    yield* provider.stream(request, signal);
  }
}
