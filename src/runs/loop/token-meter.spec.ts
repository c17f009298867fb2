import { describe, expect, it } from '@jest/globals';
import { usageOf } from '../../../test/support/loop-factory.js';
import { TokenMeter } from './token-meter.js';

describe(TokenMeter.name, () => {
  it.each([
    [usageOf(50, 49), false],
    [usageOf(50, 50), true],
    [usageOf(0, 101), true],
    // Parts of input and output, not additions to them.
    [usageOf(50, 10, { cachedInputTokens: 50, reasoningTokens: 10 }), false],
  ])('L3: of 100 tokens, %j are all: %s', (usage, expected) => {
    const sut = new TokenMeter(100);
    sut.add(usage);
    expect(sut.isSpent).toBe(expected);
  });

  it('I1: what a subagent uses counts for the run that it works for, and so on up', () => {
    const root = new TokenMeter(1_000);
    const child = new TokenMeter(1_000, root);
    const grandchild = new TokenMeter(1_000, child);
    root.add(usageOf(1, 1));
    child.add(usageOf(10, 10));
    grandchild.add(usageOf(100, 100));
    expect([root.usage, child.usage, grandchild.usage]).toEqual([
      usageOf(111, 111),
      usageOf(110, 110),
      usageOf(100, 100),
    ]);
  });

  it('C6: what no provider reported is booked for the whole tree, and is no usage', () => {
    const root = new TokenMeter(1_000);
    const child = new TokenMeter(1_000, root);
    root.add(usageOf(10, 5));
    child.add(usageOf(100, 50));
    child.addUnreported(7);
    expect([root.booked, child.booked]).toEqual([172, 157]);
    expect(root.usage).toEqual(usageOf(110, 55));
  });

  it('L3: a subagent has no more tokens than the run that it works for has left, nor more than its own', () => {
    const root = new TokenMeter(100);
    const child = new TokenMeter(1_000, root);
    const small = new TokenMeter(10, root);
    small.add(usageOf(10, 0));
    expect([root.isSpent, child.isSpent, small.isSpent]).toEqual([false, false, true]);
    child.add(usageOf(90, 0));
    expect([root.isSpent, child.isSpent]).toEqual([true, true]);
  });
});
