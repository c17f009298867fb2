import { describe, expect, it } from '@jest/globals';
import { thrownBy } from '../../test/support/thrown-error.js';
import { readResponseFormat } from './response-format.js';

const sut = (value: unknown) => readResponseFormat(value, 'response_format', 'nested');

const format = (definition: unknown) => ({ type: 'json_schema', json_schema: definition });

describe('readResponseFormat', () => {
  const schema = { type: 'object', properties: {} };
  const accepted: [unknown, unknown][] = [
    [undefined, undefined],
    [null, undefined],
    [{ type: 'text' }, { type: 'text' }],
    [{ type: 'json_object' }, { type: 'json_object' }],
    [format({ name: 'answer' }), { type: 'json_schema', name: 'answer' }],
    [
      format({ name: 'answer', schema: null, strict: null, description: null }),
      { type: 'json_schema', name: 'answer' },
    ],
    [
      format({ name: 'answer', description: 'An answer.', schema, strict: true }),
      { type: 'json_schema', name: 'answer', description: 'An answer.', schema, strict: true },
    ],
  ];

  it.each(accepted)('I4: reads %j', (value, expected) => {
    expect(sut(value)).toEqual(expected);
  });

  const faults: [string, unknown][] = [
    ['', 'json'],
    ['', []],
    ['.type', {}],
    ['.type', { type: 'grammar' }],
    ['.json_schema', { type: 'json_schema' }],
    ['.json_schema.name', format({ schema })],
    ['.json_schema.name', format({ name: 'two words' })],
    ['.json_schema.name', format({ name: 'x'.repeat(65) })],
    ['.json_schema.schema', format({ name: 'a', schema: 'x' })],
    ['.json_schema.strict', format({ name: 'a', strict: 'yes' })],
    ['.json_schema.description', format({ name: 'a', description: 5 })],
  ];

  it.each(faults)('B5: names response_format%s in %j', (path, value) => {
    expect(thrownBy(() => sut(value))).toMatchObject({ status: 400, param: `response_format${path}` });
  });

  it('I4: reads the flat form of responses, and names its fields', () => {
    const read = (value: unknown) => readResponseFormat(value, 'text.format', 'flat');
    expect(read({ type: 'json_schema', name: 'answer', schema, strict: true })).toEqual({
      type: 'json_schema',
      name: 'answer',
      schema,
      strict: true,
    });
    expect(thrownBy(() => read(format({ name: 'answer' })))).toMatchObject({ param: 'text.format.name' });
  });
});
