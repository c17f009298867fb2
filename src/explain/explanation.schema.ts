import {
  NamedSchema,
  choiceSchema,
  countSchema,
  flagSchema,
  listSchema,
  nullable,
  objectSchema,
  textSchema,
} from '../common/named-schema.js';
import { toldErrorSchema } from '../openai-wire/error-envelope.schema.js';

export const explainRequestSchema = new NamedSchema('ExplainRequest', {
  type: 'object',
  description:
    'A request for a chat completion, or with `input` for a response, valid or not, with `preview` beside its fields.',
  properties: { preview: { type: ['boolean', 'null'], description: 'Adds the first request to the model.' } },
});

const fieldSchema = objectSchema({
  field: textSchema,
  effect: choiceSchema(['honoured', 'mapped', 'ignored', 'refused']),
  note: textSchema,
});

const limitsSchema = objectSchema({
  max_turns: countSchema,
  timeout_seconds: { type: 'number' },
  max_run_tokens: countSchema,
  max_concurrent: countSchema,
  subagents: objectSchema({ max_depth: countSchema, max_count: countSchema }),
});

const sizes = { characters: countSchema, estimated_tokens: countSchema };

const previewSchema = objectSchema(
  {
    model: textSchema,
    body: { description: 'The first request to the model, in the words of its provider.' },
    prompt: objectSchema({
      sections: listSchema(objectSchema({ name: textSchema, ...sizes })),
      total: objectSchema(sizes),
    }),
    tools: objectSchema(sizes),
  },
  { description: 'With `preview: true`.' },
);

const sessionSchema = objectSchema(
  { key: textSchema, kept: flagSchema, because: textSchema, earlier_messages: countSchema },
  { optional: ['earlier_messages'] },
);

/** The type is `Explanation`. */
export const explanationSchema = new NamedSchema(
  'Explanation',
  objectSchema(
    {
      object: choiceSchema(['openclaw.explanation']),
      refusal: nullable(objectSchema({ status: { type: 'integer' }, error: toldErrorSchema })),
      fields: listSchema(fieldSchema),
      agent: objectSchema({ id: textSchema, public: flagSchema, because: textSchema }),
      owner: objectSchema({ is_owner: flagSchema, because: textSchema }),
      session: sessionSchema,
      models: listSchema(textSchema),
      models_because: textSchema,
      tools: listSchema(objectSchema({ name: textSchema, kept: flagSchema, because: textSchema })),
      client_tools: listSchema(textSchema),
      limits: limitsSchema,
      preview: previewSchema,
    },
    {
      description: 'What could not be decided because the request is refused before is left out.',
      optional: ['agent', 'owner', 'session', 'models', 'models_because', 'tools', 'client_tools', 'limits', 'preview'],
    },
  ),
);
