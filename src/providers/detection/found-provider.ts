import type { ProviderConfig } from '../../config/models.config.js';

/** One provider that was found without being configured, with the words for the operator. */
export interface FoundProvider {
  name: string;
  config: ProviderConfig;
  /** The model to use of it; undefined when it has none to talk to. */
  modelId: string | undefined;
  /** E.g. `Ollama at http://127.0.0.1:11434 with 3 models`. */
  description: string;
}
