import type { NativeInput } from '../config/models.config.js';
import type { EmbeddingProvider } from './embedding.port.js';
import type { ModelProvider } from './provider.port.js';

/** A model with the provider that serves it, as they are configured at the time of asking. */
export interface ResolvedModel {
  /** `<provider>/<model id>`. */
  ref: string;
  providerName: string;
  /** The provider's own id; it may hold slashes. */
  modelId: string;
  /** Tokens that request and answer may have together. */
  contextWindow: number;
  /** Tokens that an answer may have; undefined leaves it to the provider. */
  maxTokens: number | undefined;
  /** What it can read as it is. */
  input: readonly NativeInput[];
  provider: ModelProvider;
}

/** An embedding model with the provider that serves it, as they are configured at the time of asking. */
export interface ResolvedEmbeddingModel extends Pick<ResolvedModel, 'ref' | 'providerName' | 'modelId'> {
  provider: EmbeddingProvider;
}
