import type { ModelProvider } from './provider.port.js';

/** A provider as the registry keeps it: with an end of life, where it holds connections or code to load. */
export interface ManagedProvider extends ModelProvider {
  /** Loads what the first call would load. Rejects when it cannot. */
  load?(): Promise<unknown>;
  /** No longer configured: closes its connections once nothing runs on them. */
  retire?(): Promise<void>;
  /** The gateway stops: closes them now. */
  destroy?(): Promise<void>;
}
