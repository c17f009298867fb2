import { describe, expect, it } from '@jest/globals';
import { fakeTool, toolCall } from '../../../test/support/tool-factory.js';
import { ArgumentChecker } from './argument-checker.js';

const sut = new ArgumentChecker();
const check = (parameters: Record<string, unknown>, args: unknown) =>
  sut.check(fakeTool('t', { parameters }), toolCall('t', args));

describe('ArgumentChecker.check', () => {
  it('names what does not fit', () => {
    const schema = { type: 'object', properties: { a: { type: 'number' } }, required: ['a'] };
    expect(check(schema, { a: 1 })).toEqual({ ok: true, args: { a: 1 } });
    expect(check(schema, { a: 'x' })).toEqual({
      ok: false,
      complaint: expect.stringContaining('arguments/a must be number'),
    });
  });

  it.each(['https://json-schema.org/draft/2020-12/schema', 'https://json-schema.org/draft/2019-09/schema'])(
    'knows the keywords of %s',
    ($schema) => {
      const schema = { $schema, type: 'object', dependentRequired: { a: ['b'] }, unevaluatedProperties: false };
      expect(check(schema, {}).ok).toBe(true);
      expect(check(schema, { a: 1 }).ok).toBe(false);
    },
  );

  it.each([
    'http://json-schema.org/draft-07/schema#',
    'http://json-schema.org/draft-04/schema#',
    'nonsense',
    5,
    undefined,
  ])('reads %s as draft 7', ($schema) => {
    const schema = { $schema, type: 'object', properties: { a: { items: [{ type: 'string' }], type: 'array' } } };
    expect(check(schema, { a: ['x'] }).ok).toBe(true);
    expect(check(schema, { a: [1] }).ok).toBe(false);
  });

  it('takes linear time for a pattern that is a trap for backtracking', () => {
    const schema = { type: 'object', properties: { a: { type: 'string', pattern: '^(a+)+$' } } };
    const start = performance.now();
    expect(check(schema, { a: `${'a'.repeat(50_000)}!` }).ok).toBe(false);
    expect(performance.now() - start).toBeLessThan(2_000);
  });

  it('leaves a pattern that is not regular to whoever made the schema', () => {
    const schema = { type: 'object', properties: { a: { type: 'string', pattern: '^(?!x)' } } };
    expect(check(schema, { a: 'x' }).ok).toBe(true);
  });
});

describe('ArgumentChecker.compile', () => {
  it('takes schemas of the same $id one after the other', () => {
    const schemaOf = (type: string) => ({
      $id: 'https://schemas.example/a',
      type: 'object',
      properties: { a: { type } },
    });
    expect(sut.compile(schemaOf('number'))({ a: 'x' })).toBe(false);
    expect(sut.compile(schemaOf('string'))({ a: 'x' })).toBe(true);
  });

  it.each([{ type: 'nonsense' }, { $ref: 'https://schemas.example/elsewhere' }, { properties: 5 }])(
    'throws for %j, also a second time',
    (schema) => {
      expect(() => sut.compile(schema)).toThrow();
      expect(() => sut.compile(schema)).toThrow();
    },
  );
});
