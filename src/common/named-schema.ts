/** JSON Schema in the draft that OpenAPI 3.1 takes (2020-12). Any part of it may be a `NamedSchema`. */
export type JsonSchema = { readonly [keyword: string]: unknown } | NamedSchema;

/** A schema that a document holds once, under its name, and refers to from everywhere else. Names are unique in the gateway. */
export class NamedSchema {
  constructor(
    readonly name: string,
    readonly schema: { readonly [keyword: string]: unknown },
  ) {}
}

/** An object with these properties. All of them are there but the `optional` ones; others may come with a later version. */
export function objectSchema(
  properties: Readonly<Record<string, JsonSchema>>,
  { description, optional = [] }: { description?: string; optional?: readonly string[] } = {},
) {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', ...(description === undefined ? {} : { description }), properties, required } as const;
}

export const textSchema = { type: 'string' } as const;
export const flagSchema = { type: 'boolean' } as const;
export const countSchema = { type: 'integer', minimum: 0 } as const;
/** As OpenAI tells times. */
export const secondsSchema = { type: 'integer', description: 'Seconds since the epoch.' } as const;

export function listSchema(items: JsonSchema) {
  return { type: 'array', items } as const;
}

/** One of these values. */
export function choiceSchema(values: readonly (string | number | boolean | null)[], description?: string) {
  return { enum: values, ...(description === undefined ? {} : { description }) } as const;
}

/** The value or `null`. */
export function nullable(schema: JsonSchema) {
  return { anyOf: [schema, { type: 'null' }] } as const;
}
