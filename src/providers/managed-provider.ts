import type { EmbeddingProvider } from './embedding.port.js';
import type { ModelProvider } from './provider.port.js';

/** A provider as the registry keeps it: with a beginning and an end of life. */
export interface ManagedProvider extends ModelProvider, EmbeddingProvider {
  /** Loads what the first call would load. Rejects when it cannot. */
  load(): Promise<void>;
  /**
   * No longer configured: closes what it holds open once no call runs. A run that still holds the provider may go on
   * calling.
   */
  retire(): Promise<void>;
  /** The gateway stops: closes it now; calls that run end with an error. */
  destroy(): Promise<void>;
}
