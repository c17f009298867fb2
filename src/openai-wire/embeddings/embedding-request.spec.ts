import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { ReadOptions } from '../field-table.js';
import { readEmbeddingsRequest } from './embedding-request.js';

const sut = (body: unknown, compat: ReadOptions['compat'] = 'warn') => readEmbeddingsRequest(body, { compat });

/** What the refusal says, or a failure of the test where there is none. */
function refusal(body: unknown, compat?: ReadOptions['compat']): unknown {
  try {
    sut(body, compat);
  } catch (error) {
    return error;
  }
  throw new Error(`taken: ${JSON.stringify(body).slice(0, 100)}`);
}

describe('readEmbeddingsRequest', () => {
  it('reads the plainest request', () => {
    expect(sut({ input: 'hi' })).toEqual({
      model: undefined,
      input: { type: 'texts', texts: ['hi'] },
      dimensions: undefined,
      format: 'float',
      ignoredFields: [],
    });
  });

  it('reads all that there is; null counts as absent', () => {
    expect(sut({ input: ['a', 'b'], model: 'openclaw', dimensions: 256, encoding_format: 'base64' })).toMatchObject({
      model: 'openclaw',
      input: { type: 'texts', texts: ['a', 'b'] },
      dimensions: 256,
      format: 'base64',
    });
    const nulls = { model: null, dimensions: null, encoding_format: null, user: null, unknown: null };
    expect(sut({ input: 'hi', ...nulls })).toEqual(sut({ input: 'hi' }));
  });

  it.each([
    [[1, 2, 3], [[1, 2, 3]]],
    [[0], [[0]]],
    [
      [[1], [2, 3]],
      [[1], [2, 3]],
    ],
  ])('reads tokens: %j', (input, tokens) => {
    expect(sut({ input }).input).toEqual({ type: 'tokens', tokens });
  });

  it.each<[string, unknown, string | undefined]>([
    ['no input', {}, 'input'],
    ['null', { input: null }, 'input'],
    ['an empty text', { input: '' }, 'input'],
    ['no inputs', { input: [] }, 'input'],
    ['an empty text among others', { input: ['a', ''] }, 'input[1]'],
    ['a number', { input: 5 }, 'input'],
    ['an object', { input: { text: 'a' } }, 'input'],
    ['objects', { input: [{ text: 'a' }] }, 'input[0]'],
    ['texts and tokens mixed', { input: ['a', 1] }, 'input[1]'],
    ['tokens and texts mixed', { input: [1, 'a'] }, 'input[1]'],
    ['lists and texts mixed', { input: [[1], 'a'] }, 'input[1]'],
    ['no tokens', { input: [[1], []] }, 'input[1]'],
    ['a negative token', { input: [[1, -1]] }, 'input[0][1]'],
    ['half a token', { input: [1, 0.5] }, 'input[1]'],
    ['2,049 inputs', { input: Array.from({ length: 2_049 }, () => 'a') }, 'input'],
    ['2,049 lists', { input: Array.from({ length: 2_049 }, () => [1]) }, 'input'],
    ['more tokens than any model reads', { input: Array.from({ length: 131_073 }, () => 1) }, 'input'],
    ['dimensions 0', { input: 'a', dimensions: 0 }, 'dimensions'],
    ['dimensions as text', { input: 'a', dimensions: '256' }, 'dimensions'],
    ['dimensions without end', { input: 'a', dimensions: 1e300 }, 'dimensions'],
    ['an unknown encoding', { input: 'a', encoding_format: 'int8' }, 'encoding_format'],
    ['a model that is no text', { input: 'a', model: 5 }, 'model'],
    ['a long model', { input: 'a', model: 'm'.repeat(257) }, 'model'],
    ['a user that is no text', { input: 'a', user: 5 }, 'user'],
    ['no object', ['a'], 'body'],
  ])('B5: refuses %s and names the field', (_name, body, param) => {
    expect(refusal(body)).toMatchObject({ status: 400, param, retryable: false });
  });

  it('takes as many inputs as OpenAI does', () => {
    expect(sut({ input: Array.from({ length: 2_048 }, () => 'a') }).input).toMatchObject({ type: 'texts' });
  });

  it('B9: names the fields without effect, or refuses them, or says nothing of them', () => {
    const body = { input: 'a', user: 'ann', input_type: 'query' };
    expect(sut(body).ignoredFields).toEqual(['user', 'input_type']);
    expect(sut(body, 'lenient').ignoredFields).toEqual([]);
    expect(refusal(body, 'strict')).toMatchObject({ status: 400, code: 'unsupported_parameter', param: 'user' });
  });

  it('refuses whatever it does not take with a 400, never otherwise', () => {
    fc.assert(
      fc.property(fc.record({ input: fc.jsonValue(), dimensions: fc.jsonValue() }, { requiredKeys: [] }), (body) => {
        try {
          const { input } = sut(body);
          const entries: readonly { length: number }[] = input.type === 'texts' ? input.texts : input.tokens;
          expect(entries.length > 0 && entries.every(({ length }) => length > 0)).toBe(true);
        } catch (error) {
          expect(error).toMatchObject({ status: 400 });
        }
      }),
    );
  });
});
