import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { duration, size } from './quantities.js';

const time = duration({ min: 1, max: 400 * 86_400_000 });
const bytes = size({ min: 1, max: 1024 ** 5 });

describe('duration', () => {
  it.each([
    ['30d', 2_592_000_000],
    ['12h', 43_200_000],
    ['1.5m', 90_000],
    [' 30 S ', 30_000],
    ['500ms', 500],
    [42, 42],
  ])('A6: %j is %i ms', (written, milliseconds) => {
    expect(time.accepts(written)).toBe(true);
    expect(time.parse?.(written)).toBe(milliseconds);
  });

  it.each(['', '30', '-1d', '0d', '401d', 'd', '3 days', '1e3s', '5constructor', null, true, Number.NaN, 1.5, {}, []])(
    'A6: %j is refused',
    (written) => {
      expect(time.accepts(written)).toBe(false);
    },
  );
});

describe('size', () => {
  it.each([
    ['10gb', 10 * 1024 ** 3],
    ['500MB', 500 * 1024 ** 2],
    [7, 7],
  ])('A6: %j is %i bytes', (written, expected) => {
    expect(bytes.parse?.(written)).toBe(expected);
  });

  it('A6: what is written for a default is read as the same amount', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1024 ** 5 }), (amount) => {
        expect(bytes.parse?.(bytes.write?.(amount))).toBe(amount);
      }),
    );
  });
});
