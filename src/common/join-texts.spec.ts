import { describe, expect, it } from '@jest/globals';
import { joinTexts } from './join-texts.js';

describe(joinTexts.name, () => {
  it.each([
    ['a', 'b', 'a\n\nb'],
    ['a ', 'b', 'a b'],
    ['a', '\nb', 'a\nb'],
    ['', 'b', 'b'],
    ['a', '', 'a'],
  ])('of %j and %j makes %j', (first, second, joined) => {
    expect(joinTexts(first, second)).toBe(joined);
  });
});
