import {
  NamedSchema,
  choiceSchema,
  countSchema,
  listSchema,
  nullable,
  objectSchema,
  secondsSchema,
  textSchema,
} from '../../common/named-schema.js';
import { errorEnvelopeSchema } from '../error-envelope.schema.js';
import { finishReasonSchema } from '../finish-reason.schema.js';
import { toolReceiptSchema } from '../tool-receipt.schema.js';
import { completionUsageSchema } from '../usage.schema.js';

export const toolCallSchema = new NamedSchema(
  'ToolCall',
  objectSchema({
    id: textSchema,
    type: choiceSchema(['function']),
    function: objectSchema({
      name: textSchema,
      arguments: { ...textSchema, description: 'JSON text as the model wrote it; not necessarily valid.' },
    }),
  }),
);

const messageSchema = objectSchema(
  {
    role: choiceSchema(['assistant']),
    content: nullable(textSchema),
    refusal: nullable(textSchema),
    tool_calls: listSchema(toolCallSchema),
    openclaw_tool_calls: listSchema(toolReceiptSchema),
  },
  { optional: ['tool_calls', 'openclaw_tool_calls'] },
);

export const chatCompletionSchema = new NamedSchema(
  'ChatCompletion',
  objectSchema({
    id: textSchema,
    object: choiceSchema(['chat.completion']),
    created: secondsSchema,
    model: { ...textSchema, description: 'As the request named it.' },
    choices: {
      ...listSchema(
        objectSchema({
          index: choiceSchema([0]),
          message: messageSchema,
          logprobs: { type: 'null' },
          finish_reason: finishReasonSchema,
        }),
      ),
      minItems: 1,
      maxItems: 1,
    },
    usage: completionUsageSchema,
  }),
);

const deltaSchema = objectSchema(
  {
    role: choiceSchema(['assistant']),
    content: nullable(textSchema),
    refusal: nullable(textSchema),
    openclaw_tool_calls: listSchema(toolReceiptSchema),
    tool_calls: listSchema(
      objectSchema(
        {
          index: countSchema,
          id: textSchema,
          type: choiceSchema(['function']),
          function: objectSchema({ name: textSchema, arguments: textSchema }, { optional: ['name'] }),
        },
        { optional: ['id', 'type'] },
      ),
    ),
  },
  { optional: ['role', 'content', 'refusal', 'openclaw_tool_calls', 'tool_calls'] },
);

const chunkSchema = new NamedSchema(
  'ChatCompletionChunk',
  objectSchema(
    {
      id: textSchema,
      object: choiceSchema(['chat.completion.chunk']),
      created: secondsSchema,
      model: textSchema,
      choices: listSchema(
        objectSchema({
          index: choiceSchema([0]),
          delta: deltaSchema,
          logprobs: { type: 'null' },
          finish_reason: nullable(finishReasonSchema),
        }),
      ),
      usage: nullable(completionUsageSchema),
    },
    {
      optional: ['usage'],
      description: 'With `stream_options.include_usage` the last chunk has no choice, and the usage of the run.',
    },
  ),
);

/** The data of each event of a stream but the last, which is `[DONE]`. */
export const chatStreamSchema = new NamedSchema('ChatCompletionStreamEvent', {
  description: 'A chunk, or the error that broke the answer off. The stream ends with the data `[DONE]`.',
  anyOf: [chunkSchema, errorEnvelopeSchema],
});
