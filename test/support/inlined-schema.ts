import { NamedSchema } from '../../src/common/named-schema.js';

/** A schema with the named ones put in where they are named, as a validator takes it. None of them refers to itself. */
export function inlined(schema: unknown): unknown {
  if (schema instanceof NamedSchema) return inlined(schema.schema);
  if (Array.isArray(schema)) return schema.map(inlined);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, inlined(value)]));
}
