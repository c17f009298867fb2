import {
  type JsonSchema,
  NamedSchema,
  choiceSchema,
  countSchema,
  flagSchema,
  listSchema,
  nullable,
  objectSchema,
  secondsSchema,
  textSchema,
} from '../../common/named-schema.js';
import { requestProperties } from '../request-schema.js';
import type { ResponseResource } from './response-resource.js';
import { responsesFields } from './responses-fields.js';

/** The body of `POST /v1/responses`: a property for each field of the table, with what becomes of it. */
export const responseRequestSchema = new NamedSchema('ResponseRequest', {
  type: 'object',
  description: '`null` counts as absent. Fields that are not listed are ignored, or refused with `compat: "strict"`.',
  properties: requestProperties(responsesFields),
});

const usageSchema = new NamedSchema(
  'ResponseUsage',
  objectSchema({
    input_tokens: countSchema,
    input_tokens_details: objectSchema({ cached_tokens: countSchema, cache_write_tokens: countSchema }),
    output_tokens: countSchema,
    output_tokens_details: objectSchema({ reasoning_tokens: countSchema }),
    total_tokens: countSchema,
  }),
);

const number: JsonSchema = { type: 'number' };

/** An item as OpenAI has it: a message, a call of a function, reasoning. */
const itemSchema = new NamedSchema('ResponseItem', {
  type: 'object',
  properties: { id: textSchema, type: textSchema, status: textSchema },
  required: ['type'],
});

const properties = {
  id: textSchema,
  object: choiceSchema(['response']),
  created_at: secondsSchema,
  completed_at: nullable(secondsSchema),
  status: choiceSchema(['queued', 'in_progress', 'completed', 'incomplete', 'failed', 'cancelled']),
  error: nullable({ type: 'object' }),
  incomplete_details: nullable(objectSchema({ reason: textSchema })),
  model: { ...textSchema, description: 'As the request named it.' },
  output: listSchema(itemSchema),
  usage: usageSchema,
  store: flagSchema,
  background: flagSchema,
  previous_response_id: nullable(textSchema),
  conversation: objectSchema({ id: textSchema }),
  instructions: nullable(textSchema),
  tools: listSchema({ type: 'object' }),
  tool_choice: { anyOf: [textSchema, { type: 'object' }] },
  truncation: choiceSchema(['auto']),
  parallel_tool_calls: flagSchema,
  text: { type: 'object' },
  top_p: number,
  presence_penalty: number,
  frequency_penalty: number,
  top_logprobs: choiceSchema([0]),
  temperature: number,
  reasoning: { type: 'object' },
  max_output_tokens: nullable(countSchema),
  max_tool_calls: nullable(countSchema),
  service_tier: textSchema,
  metadata: { type: 'object' },
  safety_identifier: nullable(textSchema),
  prompt_cache_key: nullable(textSchema),
  user: textSchema,
} satisfies Record<keyof ResponseResource, JsonSchema>;

export const responseSchema = new NamedSchema(
  'Response',
  objectSchema(properties, { optional: ['conversation', 'user'] }),
);

export const responseEventSchema = new NamedSchema('ResponseEvent', {
  type: 'object',
  description: 'One of the events of OpenAI’s Responses API, counted from 0.',
  properties: { type: textSchema, sequence_number: countSchema },
  required: ['type', 'sequence_number'],
});

/** The type is `CompactedResponse`. */
export const compactedResponseSchema = new NamedSchema(
  'CompactedResponse',
  objectSchema({
    id: textSchema,
    object: choiceSchema(['response.compaction']),
    created_at: secondsSchema,
    output: listSchema(itemSchema),
    usage: usageSchema,
  }),
);

/** The type is `DeletedResponse`. */
export const deletedResponseSchema = new NamedSchema(
  'DeletedResponse',
  objectSchema({ id: textSchema, object: choiceSchema(['response']), deleted: choiceSchema([true]) }),
);

/** The type is `ItemPage`. */
export const itemPageSchema = new NamedSchema(
  'ItemPage',
  objectSchema({
    object: choiceSchema(['list']),
    data: listSchema(itemSchema),
    first_id: textSchema,
    last_id: textSchema,
    has_more: flagSchema,
  }),
);
