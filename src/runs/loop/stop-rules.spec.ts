import { describe, expect, it } from '@jest/globals';
import { usageOf } from '../../../test/support/loop-factory.js';
import { maxRepeats, maxToolCalls, maxTurns, outOfTokens } from './stop-rules.js';
import { TokenMeter } from './token-meter.js';

function spent(): TokenMeter {
  const tokens = new TokenMeter(1);
  tokens.add(usageOf(1_000_000, 1_000_000));
  return tokens;
}

describe('stop rules', () => {
  it.each([
    [1, false],
    [2, true],
    [3, true],
  ])('L3: maxTurns(2) after %i turns: %s', (turns, expected) => {
    expect(maxTurns(2)({ turns, repeats: 1_000, toolCalls: 1_000, tokens: spent() })).toBe(expected);
  });

  it.each([
    [5, false],
    [6, true],
    [7, true],
  ])('L3: maxRepeats(6) after %i repeats: %s', (repeats, expected) => {
    expect(maxRepeats(6)({ turns: 1_000, repeats, toolCalls: 1_000, tokens: spent() })).toBe(expected);
  });

  it.each([
    [2, false],
    [3, true],
  ])('maxToolCalls(2) after %i calls: %s', (toolCalls, expected) => {
    expect(maxToolCalls(2)({ turns: 1_000, repeats: 1_000, toolCalls, tokens: spent() })).toBe(expected);
  });

  it('L3: outOfTokens asks the meter', () => {
    expect(outOfTokens({ turns: 1_000, repeats: 1_000, toolCalls: 1_000, tokens: new TokenMeter(1) })).toBe(false);
    expect(outOfTokens({ turns: 1, repeats: 1, toolCalls: 1, tokens: spent() })).toBe(true);
  });
});
