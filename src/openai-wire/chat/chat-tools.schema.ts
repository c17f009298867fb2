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
const describedObject = (description: string) => ({ type: 'object', description }) as const;

/** What `readTools` takes, each of them. */
export const chatToolSchema = new NamedSchema('ChatTool', {
  description: 'A function that the client runs itself. Tools of other types are ignored.',
  anyOf: [
    objectSchema({
      type: choiceSchema(['function']),
      function: objectSchema(
        {
          name: nameSchema,
          description: nullable(textSchema),
          parameters: nullable(describedObject('JSON Schema of the arguments.')),
          strict: nullable(flagSchema),
        },
        { optional: ['description', 'parameters', 'strict'] },
      ),
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
      json_schema: objectSchema(
        {
          name: nameSchema,
          description: nullable(textSchema),
          schema: nullable(describedObject('JSON Schema of the answer.')),
          strict: nullable(flagSchema),
        },
        { optional: ['description', 'schema', 'strict'] },
      ),
    }),
  ],
});
