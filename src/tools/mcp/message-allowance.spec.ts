import { describe, expect, it } from '@jest/globals';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { MessageAllowance } from './message-allowance.js';

function build() {
  const clock = new FakeClock();
  const sut = new MessageAllowance(clock);
  const isWithin = (count: number, length: number): boolean =>
    Array.from({ length: count }, () => sut.take(length)).every(Boolean);
  return { clock, isWithin };
}

describe(MessageAllowance.name, () => {
  it.each([
    ['messages', 10_000, 10],
    ['characters', 64, 250_000],
  ])('lets through a burst of %s, and no more', (_what, count, length) => {
    const { isWithin } = build();
    expect(isWithin(count, length)).toBe(true);
    expect(isWithin(1, length)).toBe(false);
  });

  it.each([
    ['messages', 10_000, 1_000, 10],
    ['characters', 64, 1, 250_000],
  ])('lets through a steady flow of %s after a burst', async (_what, burst, perSecond, length) => {
    const { clock, isWithin } = build();
    expect(isWithin(burst, length)).toBe(true);
    for (let second = 0; second < 60; second++) {
      await clock.advance(1_000);
      expect(isWithin(perSecond, length)).toBe(true);
    }
    expect(isWithin(1, length)).toBe(false);
  });
});
