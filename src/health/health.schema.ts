import { NamedSchema, choiceSchema, flagSchema, listSchema, objectSchema, textSchema } from '../common/named-schema.js';

export const healthSchema = new NamedSchema('Health', objectSchema({ ok: choiceSchema([true]) }));

/** The type is `Readiness`. */
export const readinessSchema = new NamedSchema(
  'Readiness',
  objectSchema(
    {
      ok: flagSchema,
      reasons: { ...listSchema(textSchema), description: 'The parts that cannot serve; absent where all can.' },
    },
    { optional: ['reasons'] },
  ),
);
