import { NamedSchema, nullable, objectSchema, textSchema } from '../common/named-schema.js';

/** What the envelope of an error holds. */
export const toldErrorSchema = objectSchema({
  message: { ...textSchema, description: 'For people: what is wrong, and what to do.' },
  type: textSchema,
  param: { ...nullable(textSchema), description: 'The part of the request at fault.' },
  code: { ...nullable(textSchema), description: 'For programs; stays the same from version to version.' },
});

export const errorEnvelopeSchema = new NamedSchema(
  'Error',
  objectSchema({ error: toldErrorSchema }, { description: 'How every failure is told.' }),
);
