import { toFloat32Base64 } from '../common/float32-base64.js';
import type { EmbeddingList } from '../openai-wire/embeddings/embedding-list.js';
import type { EmbeddingFormat } from '../openai-wire/embeddings/embedding-request.dto.js';
import type { EmbeddingAnswer } from '../providers/embedding.port.js';

export function toEmbeddingList(
  { vectors, inputTokens }: EmbeddingAnswer,
  { model, format }: { model: string; format: EmbeddingFormat },
): EmbeddingList {
  return {
    object: 'list',
    data: vectors.map((vector, index) => ({
      object: 'embedding',
      index,
      embedding: format === 'base64' ? toFloat32Base64(vector) : vector,
    })),
    model,
    usage: { prompt_tokens: inputTokens, total_tokens: inputTokens },
  };
}
