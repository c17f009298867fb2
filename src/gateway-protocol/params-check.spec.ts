import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { connectParamsSchema } from './connect-params.js';
import { paramsCheck, withoutNulls } from './params-check.js';

const schema = {
  type: 'object',
  properties: { key: { type: 'string', minLength: 1 }, limit: { type: 'integer', minimum: 1, nullable: true } },
  required: ['key'],
};

describe('paramsCheck', () => {
  const sut = paramsCheck(schema);

  it.each([{ key: 'a' }, { key: 'a', limit: 3 }, { key: 'a', limit: null }, { key: 'a', unknown: {} }])(
    'finds nothing wrong with %j',
    (params) => {
      expect(sut(params)).toBeUndefined();
    },
  );

  it.each([
    [{}, "at root: must have required property 'key'"],
    [{ key: '' }, 'at /key: must NOT have fewer than 1 characters'],
    [{ key: 7 }, 'at /key: must be string'],
    [{ key: 'a', limit: 0 }, 'at /limit: must be >= 1'],
    [[], 'at root: must be object'],
    ['text', 'at root: must be object'],
    [null, 'at root: must be object'],
    [undefined, 'at root: must be object'],
  ])('%j: %s', (params, problem) => {
    expect(sut(params)).toEqual({ text: problem });
  });

  it('names the values of a fixed choice', () => {
    const choice = paramsCheck({ type: 'object', properties: { mode: { enum: ['one', 'two'] } } });
    expect(choice({ mode: 'three' })).toEqual({
      text: 'at /mode: must be equal to one of the allowed values',
      details: { allowedValues: ['one', 'two'] },
    });
  });

  it('never throws, and changes nothing, whatever it is given', () => {
    const check = paramsCheck(connectParamsSchema);
    fc.assert(
      fc.property(fc.jsonValue(), (params) => {
        const before = JSON.stringify(params);
        check(params);
        expect(JSON.stringify(params)).toBe(before);
      }),
    );
  });

  it('a schema that cannot be used is found when it is first asked for', () => {
    const broken = paramsCheck({ type: 'nothing' });
    expect(() => broken({})).toThrow(/type/);
  });
});

describe('withoutNulls', () => {
  it('takes out what is null at the top, and nothing else', () => {
    const params = { a: null, b: undefined, c: 0, d: '', e: { f: null }, g: [null] };
    expect(withoutNulls(params)).toEqual({ b: undefined, c: 0, d: '', e: { f: null }, g: [null] });
    expect(params).toHaveProperty('a');
  });
});
