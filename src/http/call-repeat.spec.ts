import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { thrownBy } from '../../test/support/thrown-error.js';
import { isRepeatable, keyOf, retryCountOf } from './call-repeat.js';

const withKeys = (...keys: string[]) => ({ headersDistinct: { 'idempotency-key': keys } });
const withCount = (count: string) => ({ headers: { 'x-stainless-retry-count': count } });

describe(keyOf.name, () => {
  it('K4: gives any text of 1 to 255 printable ASCII characters as it is', () => {
    const printable = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 255 });
    fc.assert(fc.property(printable, (key) => keyOf(withKeys(key)) === key));
    expect(keyOf({ headersDistinct: {} })).toBeUndefined();
  });

  it.each([[''], ['k'.repeat(256)], ['\u00e4'], ['a\tb'], ['a\u0000'], ['a\u007f']])('refuses %j', (key) => {
    expect(thrownBy(() => keyOf(withKeys(key)))).toMatchObject({ status: 400, param: 'Idempotency-Key' });
  });

  it('refuses more than one', () => {
    expect(thrownBy(() => keyOf(withKeys('a', 'a')))).toMatchObject({ status: 400, param: 'Idempotency-Key' });
  });
});

describe(retryCountOf.name, () => {
  it.each([
    ['0', 0],
    ['2', 2],
    ['999999', 999_999],
  ])('reads %j', (text, count) => {
    expect(retryCountOf(withCount(text))).toBe(count);
  });

  it.each(['', '-1', '1.5', '0x1', '1, 1', 'many', '9'.repeat(7)])('takes %j for no count', (text) => {
    expect(retryCountOf(withCount(text))).toBeUndefined();
  });
});

describe(isRepeatable.name, () => {
  it('is true only where one of the headers is there', () => {
    expect(isRepeatable({ headers: {} })).toBe(false);
    expect(isRepeatable(withCount('0'))).toBe(true);
    expect(isRepeatable({ headers: { 'idempotency-key': 'a' } })).toBe(true);
  });
});
