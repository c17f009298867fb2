/** The answer of `POST /v1/embeddings`. */
export interface EmbeddingList {
  object: 'list';
  data: EmbeddingObject[];
  /** As the client named it. */
  model: string;
  usage: { prompt_tokens: number; total_tokens: number };
}

export interface EmbeddingObject {
  object: 'embedding';
  index: number;
  /** Numbers, or base64 of their little-endian 32-bit floats. */
  embedding: readonly number[] | string;
}
