import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { limitText } from './limit-text.js';

describe(limitText.name, () => {
  it.each([
    ['abc', 4, 'abc'],
    ['abc', 3, 'abc'],
    ['abc', 2, 'ab'],
    ['abc', Infinity, 'abc'],
    ['abc', 0, ''],
    ['abc', -1, ''],
    ['a🌍b', 3, 'a🌍'],
    ['a🌍b', 2, 'a'],
    ['🌍', 1, ''],
  ])('cuts %j at %d to %j', (text, maxCharacters, expected) => {
    expect(limitText(text, maxCharacters)).toBe(expected);
  });

  it('gives the start of any text, whole characters only, and no shorter than it must be', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(20), (text, maxCharacters) => {
        const cut = limitText(text, maxCharacters);
        expect(text.startsWith(cut)).toBe(true);
        expect(cut.isWellFormed()).toBe(true);
        expect(cut.length).toBeLessThanOrEqual(maxCharacters);
        expect(cut.length).toBeGreaterThanOrEqual(Math.min(text.length, maxCharacters) - 1);
      }),
    );
  });
});
