import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { toUsage as sut } from './to-usage.js';

const none = { input: undefined, output: undefined, cachedInput: undefined, reasoning: undefined };

describe(sut.name, () => {
  it('I1: gives the counts as they are', () => {
    expect(sut({ input: 10, output: 5, cachedInput: 10, reasoning: 3 })).toEqual({
      inputTokens: 10,
      outputTokens: 5,
      cachedInputTokens: 10,
      reasoningTokens: 3,
    });
  });

  it.each([Infinity, -Infinity, NaN, 1e300, 2 ** 53, -1, '7', null, [], {}])(
    'I1: %p is no count, so that the gateway estimates it as where there is none',
    (odd) => {
      const nothing = { inputTokens: 0, outputTokens: 0, cachedInputTokens: 0, reasoningTokens: 0 };
      expect(sut({ input: odd, output: odd, cachedInput: odd, reasoning: odd })).toEqual(nothing);
    },
  );

  it('I1: cached and reasoning tokens are never more than what they are part of', () => {
    expect(sut({ ...none, input: 10, output: 5, cachedInput: 1e9, reasoning: 6 })).toMatchObject({
      cachedInputTokens: 10,
      reasoningTokens: 5,
    });
    expect(sut({ ...none, cachedInput: 5, reasoning: 5 })).toMatchObject({ cachedInputTokens: 0, reasoningTokens: 0 });
  });

  it('I1: gives whole numbers from 0 that JSON can tell exactly, whatever it is given', () => {
    const given = fc.oneof(fc.double(), fc.bigInt(), fc.integer(), fc.anything());
    fc.assert(
      fc.property(fc.record({ input: given, output: given, cachedInput: given, reasoning: given }), (counts) => {
        const usage = sut(counts);
        for (const count of Object.values(usage)) {
          expect(Number.isSafeInteger(count)).toBe(true);
          expect(count).toBeGreaterThanOrEqual(0);
        }
        expect(usage.cachedInputTokens).toBeLessThanOrEqual(usage.inputTokens);
        expect(usage.reasoningTokens).toBeLessThanOrEqual(usage.outputTokens);
      }),
    );
  });
});
