import type { RequestInspector } from './request-inspector.js';

/** Texts, or the same in tokens of the model's own vocabulary; at least one, and none of them empty. */
export type EmbeddingInput =
  { type: 'texts'; texts: readonly string[] } | { type: 'tokens'; tokens: readonly (readonly number[])[] };

/** Numbers, or base64 of their little-endian 32-bit floats. */
export type EmbeddingEncoding = 'float' | 'base64';

export interface EmbeddingRequest {
  /** The provider's own model id, without the provider's name. */
  model: string;
  input: EmbeddingInput;
  /** How long each vector is to be; absent leaves it to the model. A provider that does not know it may ignore it. */
  dimensions?: number;
  /** What the caller gets in the end. Only a hint how the vectors are best carried. */
  encoding: EmbeddingEncoding;
  /** As in `ModelRequest`. */
  inspect?: RequestInspector | undefined;
}

export interface EmbeddingAnswer {
  /** One for each input, in the order of the input; each has at least one number, and all are finite. */
  vectors: readonly (readonly number[])[];
  /** As the provider counted; 0 where it does not. */
  inputTokens: number;
}

/**
 * A connection to one configured provider, as far as embeddings go.
 *
 * `embed` rejects with a `ProviderError`, after as many attempts as are configured, or with an
 * `EmbeddingNotSupportedError` for what the provider has no embeddings for. Aborting `signal` closes the upstream
 * connection at once; the error is then of kind `aborted`.
 */
export interface EmbeddingProvider {
  embed(request: EmbeddingRequest, signal: AbortSignal): Promise<EmbeddingAnswer>;
}
