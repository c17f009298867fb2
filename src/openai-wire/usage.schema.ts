import { NamedSchema, countSchema, objectSchema } from '../common/named-schema.js';

export const completionUsageSchema = new NamedSchema(
  'CompletionUsage',
  objectSchema(
    {
      prompt_tokens: countSchema,
      completion_tokens: countSchema,
      total_tokens: countSchema,
      prompt_tokens_details: objectSchema({ cached_tokens: countSchema, audio_tokens: countSchema }),
      completion_tokens_details: objectSchema({
        reasoning_tokens: countSchema,
        audio_tokens: countSchema,
        accepted_prediction_tokens: countSchema,
        rejected_prediction_tokens: countSchema,
      }),
    },
    { description: 'Tokens of all model calls of the run.' },
  ),
);
