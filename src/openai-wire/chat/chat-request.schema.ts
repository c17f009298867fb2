import { type JsonSchema, NamedSchema, listSchema, nullable } from '../../common/named-schema.js';
import type { FieldEffect } from '../field-table.js';
import { chatFields } from './chat-fields.js';
import { chatMessageSchema } from './chat-message.schema.js';
import { chatToolSchema, responseFormatSchema, toolChoiceSchema } from './chat-tools.schema.js';
import { plainFieldSchemas } from './plain-field-schemas.js';

/** Fields that are more than one value within a range, and those of which only some values are supported. */
const furtherFields: Readonly<Record<string, JsonSchema>> = {
  messages: { ...listSchema(chatMessageSchema), minItems: 1, maxItems: 10_000 },
  tools: nullable({ ...listSchema(chatToolSchema), maxItems: 1_000 }),
  tool_choice: nullable(toolChoiceSchema),
  response_format: nullable(responseFormatSchema),
  logit_bias: {
    type: ['object', 'null'],
    additionalProperties: { type: 'number', minimum: -100, maximum: 100 },
  },
  stream_options: {
    type: ['object', 'null'],
    properties: { include_usage: { type: ['boolean', 'null'] }, include_obfuscation: {} },
  },
  n: { enum: [1, null] },
  modalities: nullable(listSchema({ enum: ['text'] })),
  logprobs: { enum: [false, null] },
  top_logprobs: { enum: [0, null] },
};

/** The body of `POST /v1/chat/completions`: a property for each field of the table, with what becomes of it. */
export const chatRequestSchema = new NamedSchema('ChatCompletionRequest', {
  type: 'object',
  description: '`null` counts as absent. Fields that are not listed are ignored, or refused with `compat: "strict"`.',
  properties: propertiesOf(plainFieldSchemas()),
  required: ['messages'],
});

function propertiesOf(plain: Readonly<Record<string, object>>): Record<string, object> {
  return Object.fromEntries(
    Object.entries(chatFields).map(([field, { effect, note }]) => {
      const schema = furtherFields[field] ?? plain[field] ?? schemaOfEffect(effect, field);
      return [field, { ...schema, description: `${effect}: ${note}` }];
    }),
  );
}

function schemaOfEffect(effect: FieldEffect, field: string): object {
  switch (effect) {
    case 'ignored':
      return {};
    case 'refused':
      return { type: 'null', deprecated: true };
    case 'honoured':
    case 'mapped':
      throw new Error(`The field '${field}' has an effect, but nothing says what it may hold.`);
  }
}
