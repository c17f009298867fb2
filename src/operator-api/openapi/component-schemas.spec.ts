import { describe, expect, it } from '@jest/globals';
import { NamedSchema, listSchema, nullable, objectSchema, textSchema } from '../../common/named-schema.js';
import { ComponentSchemas } from './component-schemas.js';

describe('ComponentSchemas', () => {
  it('refers to named schemas wherever they are, and holds each once', () => {
    const sut = new ComponentSchemas();
    const inner = new NamedSchema('Inner', textSchema);
    const outer = new NamedSchema('Outer', objectSchema({ one: inner, many: listSchema(nullable(inner)) }));
    const reference = { $ref: '#/components/schemas/Inner' };
    expect(sut.referred({ schema: outer, more: [inner] })).toEqual({
      schema: { $ref: '#/components/schemas/Outer' },
      more: [reference],
    });
    expect(Object.keys(sut.all)).toEqual(['Inner', 'Outer']);
    expect(sut.all['Outer']).toEqual({
      type: 'object',
      properties: { one: reference, many: { type: 'array', items: { anyOf: [reference, { type: 'null' }] } } },
      required: ['one', 'many'],
    });
  });

  it('refuses two schemas of one name', () => {
    const sut = new ComponentSchemas();
    sut.referred(new NamedSchema('Run', textSchema));
    expect(() => sut.referred(new NamedSchema('Run', textSchema))).toThrow("'Run'");
  });
});
