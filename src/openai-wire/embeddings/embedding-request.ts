import { isJsonObject } from '../../common/json.js';
import { invalidValue } from '../../common/request-errors.js';
import { type ReadOptions, namedFields, sortFields } from '../field-table.js';
import { readPlainFields } from '../plain-fields.js';
import { embeddingFields } from './embedding-fields.js';
import { type WireEmbeddingInput, readEmbeddingInput } from './embedding-input.js';
import { type EmbeddingFormat, EmbeddingRequestDto } from './embedding-request.dto.js';

/** The body of `POST /v1/embeddings`, checked whole. */
export interface EmbeddingsRequest {
  model: string | undefined;
  input: WireEmbeddingInput;
  dimensions: number | undefined;
  format: EmbeddingFormat;
  /** Fields that were accepted without effect, as far as they are to be named. */
  ignoredFields: string[];
}

/** Throws `InvalidRequestError` (400) for the first fault found, naming the exact field. */
export function readEmbeddingsRequest(body: unknown, read: ReadOptions): EmbeddingsRequest {
  if (!isJsonObject(body)) throw invalidValue('body', 'expected a JSON object');
  const ignoredFields = sortFields(body, embeddingFields);
  const dto = readPlainFields(body, embeddingFields, new EmbeddingRequestDto(), () => false);
  return {
    model: dto.model ?? undefined,
    input: readEmbeddingInput(body['input']),
    dimensions: dto.dimensions ?? undefined,
    format: dto.encoding_format ?? 'float',
    ignoredFields: namedFields(ignoredFields, read),
  };
}
