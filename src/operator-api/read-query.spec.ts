import { describe, expect, it } from '@jest/globals';
import { thrownBy } from '../../test/support/thrown-error.js';
import { readChoice, readCount, readText } from './read-query.js';

describe('readText', () => {
  it('gives the value, and undefined for what is absent or empty', () => {
    expect(readText({ search: 'a b' }, 'search')).toBe('a b');
    expect(readText({ search: '' }, 'search')).toBeUndefined();
    expect(readText({}, 'search')).toBeUndefined();
  });

  it.each([[['a', 'b']], ['x'.repeat(2_201)]])('refuses a value sent twice or too long, naming it', (search) => {
    expect(thrownBy(() => readText({ search }, 'search'))).toMatchObject({ status: 400, param: 'search' });
  });
});

describe('readCount', () => {
  const range = { least: 1, most: 1_000 };

  it('takes whole numbers within the range', () => {
    expect(readCount({ limit: '1' }, 'limit', range)).toBe(1);
    expect(readCount({ limit: '1000' }, 'limit', range)).toBe(1_000);
    expect(readCount({}, 'limit', range)).toBeUndefined();
  });

  it.each(['0', '1001', '-1', '1.5', '1e2', '0x10', ' 1', '١', 'all', '9'.repeat(400)])('refuses %j', (limit) => {
    const error = thrownBy(() => readCount({ limit }, 'limit', range));
    expect(error).toMatchObject({ status: 400, param: 'limit', code: 'invalid_value' });
    expect(String(error)).toContain('from 1 to 1000');
  });
});

describe('readChoice', () => {
  it('takes one of the choices and names them when it is another', () => {
    expect(readChoice({ status: 'b' }, 'status', ['a', 'b'])).toBe('b');
    expect(readChoice({}, 'status', ['a', 'b'])).toBeUndefined();
    const error = thrownBy(() => readChoice({ status: 'B' }, 'status', ['a', 'b']));
    expect(error).toMatchObject({ status: 400, param: 'status' });
    expect(String(error)).toContain('expected a, b');
  });
});
