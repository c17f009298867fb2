import {
  NamedSchema,
  choiceSchema,
  listSchema,
  objectSchema,
  secondsSchema,
  textSchema,
} from '../common/named-schema.js';

export const modelObjectSchema = new NamedSchema(
  'Model',
  objectSchema(
    {
      id: { ...textSchema, description: 'What a request sends as `model`.' },
      object: choiceSchema(['model']),
      created: secondsSchema,
      owned_by: textSchema,
    },
    { description: 'An agent, by the name that OpenAI’s clients choose it by.' },
  ),
);

export const modelListSchema = new NamedSchema(
  'ModelList',
  objectSchema({ object: choiceSchema(['list']), data: listSchema(modelObjectSchema) }),
);
