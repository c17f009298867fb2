import { describe, expect, it } from '@jest/globals';
import { estimateTextTokens } from './estimate-tokens.js';

describe(estimateTextTokens.name, () => {
  it.each([
    [0, 0],
    [1, 1],
    [4, 1],
    [5, 2],
    [4_000, 1_000],
  ])('takes %d characters for %d tokens', (characters, tokens) => {
    expect(estimateTextTokens(characters)).toBe(tokens);
  });
});
