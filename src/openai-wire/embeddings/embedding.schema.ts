import {
  NamedSchema,
  choiceSchema,
  countSchema,
  listSchema,
  objectSchema,
  textSchema,
} from '../../common/named-schema.js';
import { requestProperties } from '../request-schema.js';
import { embeddingFields } from './embedding-fields.js';
import { embeddingFormats } from './embedding-request.dto.js';

const tokens = listSchema(countSchema);

export const embeddingRequestSchema = new NamedSchema('EmbeddingRequest', {
  type: 'object',
  properties: requestProperties(embeddingFields, {
    input: { anyOf: [textSchema, listSchema(textSchema), tokens, listSchema(tokens)] },
    model: { type: ['string', 'null'] },
    dimensions: { type: ['integer', 'null'], minimum: 1 },
    encoding_format: { enum: [...embeddingFormats, null] },
  }),
  required: ['input'],
});

/** The type is `EmbeddingList`. */
export const embeddingListSchema = new NamedSchema(
  'EmbeddingList',
  objectSchema({
    object: choiceSchema(['list']),
    data: listSchema(
      objectSchema({
        object: choiceSchema(['embedding']),
        index: countSchema,
        embedding: {
          anyOf: [listSchema({ type: 'number' }), textSchema],
          description: 'Numbers, or base64 of their little-endian 32-bit floats.',
        },
      }),
    ),
    model: textSchema,
    usage: objectSchema({ prompt_tokens: countSchema, total_tokens: countSchema }),
  }),
);
