import type { JsonObject } from '../../common/json.js';
import type { EmbeddingRequest } from '../embedding.port.js';

/** `encoding_format` is left out for decimal text, which is every server's default and all that some of them know. */
export function toEmbeddingBody({ model, input, dimensions, encoding }: EmbeddingRequest): JsonObject {
  return {
    model,
    input: input.type === 'texts' ? input.texts : input.tokens,
    ...(dimensions === undefined ? {} : { dimensions }),
    ...(encoding === 'float' ? {} : { encoding_format: encoding }),
  };
}
