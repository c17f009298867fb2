import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { processorMilliseconds } from '../../../test/support/processor-milliseconds.js';
import { occurrences } from './occurrences.js';

function naive(text: string, sought: string): number[] {
  return Array.from(text, (_, index) => index).filter((index) => text.startsWith(sought, index));
}

describe(occurrences.name, () => {
  it('finds what a plain search finds, overlapping ones too', () => {
    const texts = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 40 });
    const sought = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(texts, sought, fc.integer({ min: 1, max: 5 }), (text, word, max) => {
        expect(occurrences(text, word, max)).toEqual(naive(text, word).slice(0, max));
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes linear time where indexOf takes many seconds', async () => {
    const half = 'a'.repeat(10_000);
    const spent = await processorMilliseconds(() => {
      expect(occurrences('a'.repeat(5_000_000), `${half}b${half}`, 2)).toEqual([]);
    });
    expect(spent).toBeLessThan(2_000);
  });
});
