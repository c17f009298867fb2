import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { addUsage, noUsage } from './usage.js';

const usage = fc.record({
  inputTokens: fc.nat(),
  outputTokens: fc.nat(),
  cachedInputTokens: fc.nat(),
  reasoningTokens: fc.nat(),
});

describe(addUsage.name, () => {
  it('I1: adds every count, in any order, and noUsage adds nothing', () => {
    fc.assert(
      fc.property(usage, usage, (left, right) => {
        const sum = addUsage(left, right);
        expect(sum).toEqual(addUsage(right, left));
        expect(addUsage(left, noUsage)).toEqual(left);
        for (const key of ['inputTokens', 'outputTokens', 'cachedInputTokens', 'reasoningTokens'] as const) {
          expect(sum[key]).toBe(left[key] + right[key]);
        }
      }),
    );
  });
});
