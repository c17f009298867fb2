import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { minimalValue } from './minimal-value.js';

const ajv = new Ajv2020({ strict: false });

/** Schemas of the kind that clients send, of all the forms that are promised to fit. */
const { schema: anySchema } = fc.letrec<{ schema: Record<string, unknown> }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<Record<string, unknown>>({ type: 'string' }, { type: ['null', 'string'] }, { type: 'boolean' }, {}),
    fc.record({ type: fc.constant('string'), minLength: fc.nat(9) }),
    fc.record({ type: fc.constant('integer'), minimum: fc.integer({ min: -9, max: 9 }) }),
    fc.record({ type: fc.constant('number'), exclusiveMinimum: fc.integer({ min: -9, max: 9 }) }),
    fc.record({ type: fc.constant('integer'), maximum: fc.integer({ min: -9, max: 9 }) }),
    fc.record({ enum: fc.array(fc.string(), { minLength: 1 }) }),
    fc.record({ const: fc.string() }),
    fc.record({ type: fc.constant('array'), items: tie('schema'), minItems: fc.nat(3) }),
    fc.record({ anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }) }),
    fc.dictionary(fc.string(), tie('schema'), { maxKeys: 4 }).map((properties) => ({
      type: 'object',
      properties,
      required: Object.keys(properties),
      additionalProperties: false,
    })),
  ),
}));

describe(minimalValue.name, () => {
  it('puts the text into the first free string and fills the other required properties', () => {
    const schema = {
      type: 'object',
      properties: {
        kind: { enum: ['note', 'task'] },
        count: { type: 'integer', minimum: 1 },
        summary: { type: 'string' },
        detail: { type: 'string' },
        optional: { type: 'string' },
      },
      required: ['kind', 'count', 'summary', 'detail'],
    };

    expect(minimalValue(schema, 'hello')).toEqual({ kind: 'note', count: 1, summary: 'hello', detail: '' });
  });

  it('uses an optional string where no required property can take the text', () => {
    const properties = { ok: { type: 'boolean' }, answer: { type: 'string' } };

    expect(minimalValue({ type: 'object', properties, required: ['ok'] }, 'hello')).toEqual({
      ok: false,
      answer: 'hello',
    });
    expect(minimalValue({ type: 'object', properties }, '')).toEqual({});
  });

  it('follows $ref, allOf and a maximum length', () => {
    const schema = {
      $defs: { name: { type: 'string', maxLength: 3 } },
      allOf: [{ type: 'object', properties: { name: { $ref: '#/$defs/name' } }, required: ['name'] }],
    };

    expect(minimalValue(schema, 'hello')).toEqual({ name: 'hel' });
  });

  it('gives what the schema accepts', () => {
    fc.assert(
      fc.property(anySchema, fc.string(), (schema, text) => {
        const value: unknown = JSON.parse(JSON.stringify(minimalValue(schema, text)));
        expect([ajv.validate(schema, value), ajv.errors]).toEqual([true, null]);
      }),
    );
  });

  it('never fails, whatever it is given for a schema', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (schema, text) => {
        expect(JSON.stringify(minimalValue(schema, text))).toBeDefined();
      }),
    );
  });

  it('stays small for a schema that refers to itself many times over', () => {
    const properties = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`p${index}`, { $ref: '#' }]));
    const schema = { type: 'object', properties, required: Object.keys(properties), minItems: 1e9 };

    expect(JSON.stringify(minimalValue(schema)).length).toBeLessThan(200_000);
  });

  it('does not touch a prototype', () => {
    const schema = JSON.parse(
      '{"type":"object","properties":{"__proto__":{"type":"string"}},"required":["__proto__","toString"]}',
    ) as unknown;

    expect(JSON.stringify(minimalValue(schema, 'x'))).toBe('{"__proto__":"x","toString":null}');
  });
});
