import { NamedSchema, choiceSchema, objectSchema, textSchema } from '../common/named-schema.js';

/** The type is `ToolReceipt`. */
export const toolReceiptSchema = new NamedSchema(
  'ToolReceipt',
  objectSchema(
    {
      call_id: textSchema,
      name: textSchema,
      status: choiceSchema(['in_progress', 'completed', 'failed', 'incomplete']),
      arguments: { ...textSchema, description: 'JSON text as the model wrote it. Only the owner sees it.' },
      outcome: { ...textSchema, description: '`ok`, `error`, `refused` or `aborted`. Only the owner sees it.' },
      output: { ...textSchema, description: 'The beginning of what the model was given. Only the owner sees it.' },
    },
    { optional: ['arguments', 'outcome', 'output'], description: 'A call that the agent made to a tool of its own.' },
  ),
);
