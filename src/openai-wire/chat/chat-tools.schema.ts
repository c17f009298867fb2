import {
  NamedSchema,
  choiceSchema,
  flagSchema,
  listSchema,
  nullable,
  objectSchema,
  textSchema,
} from '../../common/named-schema.js';

const nameSchema = { type: 'string', pattern: '^[a-zA-Z0-9_-]{1,64}$' } as const;

/** A JSON Schema with a name, as functions and formats have it; it stands in `field`. */
function schemaWithName(field: string, description: string) {
  return objectSchema(
    {
      name: nameSchema,
      description: nullable(textSchema),
      [field]: nullable({ type: 'object', description }),
      strict: nullable(flagSchema),
    },
    { optional: ['description', field, 'strict'] },
  );
}

/** What `readTools` takes, each of them. */
export const chatToolSchema = new NamedSchema('ChatTool', {
  description: 'A function that the client runs itself. Tools of other types are ignored.',
  anyOf: [
    objectSchema({
      type: choiceSchema(['function']),
      function: schemaWithName('parameters', 'JSON Schema of the arguments.'),
    }),
    { type: 'object', properties: { type: { type: 'string', not: { const: 'function' } } }, required: ['type'] },
  ],
});

const namedTool = objectSchema({ type: choiceSchema(['function']), function: objectSchema({ name: textSchema }) });

/** What `readToolChoice` takes. */
export const toolChoiceSchema = new NamedSchema('ToolChoice', {
  anyOf: [
    choiceSchema(['auto', 'none', 'required']),
    namedTool,
    objectSchema({
      type: choiceSchema(['allowed_tools']),
      allowed_tools: objectSchema({ mode: choiceSchema(['auto', 'required']), tools: listSchema(namedTool) }),
    }),
  ],
});

/** What `readResponseFormat` takes. */
export const responseFormatSchema = new NamedSchema('ResponseFormat', {
  anyOf: [
    objectSchema({ type: choiceSchema(['text', 'json_object']) }),
    objectSchema({
      type: choiceSchema(['json_schema']),
      json_schema: schemaWithName('schema', 'JSON Schema of the answer.'),
    }),
  ],
});
