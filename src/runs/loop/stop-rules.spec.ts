import { describe, expect, it } from '@jest/globals';
import { usageOf } from '../../../test/support/loop-factory.js';
import { maxTokens, maxTurns } from './stop-rules.js';

describe('stop rules', () => {
  it.each([
    [1, false],
    [2, true],
    [3, true],
  ])('L3: maxTurns(2) after %i turns: %s', (turns, expected) => {
    expect(maxTurns(2)({ turns, usage: usageOf(1_000_000, 1_000_000) })).toBe(expected);
  });

  it.each([
    [usageOf(50, 49), false],
    [usageOf(50, 50), true],
    [usageOf(0, 101), true],
    // Parts of input and output, not additions to them.
    [usageOf(50, 10, { cachedInputTokens: 50, reasoningTokens: 10 }), false],
  ])('L3: maxTokens(100) at %j: %s', (usage, expected) => {
    expect(maxTokens(100)({ turns: 1_000, usage })).toBe(expected);
  });
});
