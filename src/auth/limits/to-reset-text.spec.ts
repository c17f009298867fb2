import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toResetText } from './to-reset-text.js';

describe(toResetText.name, () => {
  it.each<[number, string]>([
    [0, '0s'],
    [0.2, '1ms'],
    [120, '120ms'],
    [999, '999ms'],
    [1_000, '1s'],
    [8_640, '8.64s'],
    [59_999, '59.999s'],
    [60_000, '1m0s'],
    [90_500, '1m30.5s'],
    [360_000, '6m0s'],
    [3_600_000, '1h0m0s'],
    [3_661_001, '1h1m1.001s'],
  ])('%d ms are %s, as OpenAI writes it', (milliseconds, text) => {
    expect(toResetText(milliseconds)).toBe(text);
  });

  it('says the same time that it was given', () => {
    const units: Record<string, number> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };
    const read = (text: string): number =>
      [...text.matchAll(/([\d.]+)(ms|h|m|s)/g)].reduce(
        (sum, [, amount, unit = '']) => sum + Math.round(Number(amount) * (units[unit] ?? NaN)),
        0,
      );
    fc.assert(
      fc.property(fc.nat({ max: 10_000_000 }), (milliseconds) => read(toResetText(milliseconds)) === milliseconds),
    );
  });
});
