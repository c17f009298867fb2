import { describe, expect, it } from '@jest/globals';
import { describeDuration, describeTime } from './describe-time.js';

describe('describeDuration', () => {
  it.each([
    [0, '0 seconds'],
    [-5, '0 seconds'],
    [1_500, '1 second'],
    [59_999, '59 seconds'],
    [60_000, '1 minute'],
    [7_200_000, '2 hours'],
    [3 * 86_400_000, '3 days'],
  ])('%d ms are %s', (milliseconds, expected) => {
    expect(describeDuration(milliseconds)).toBe(expected);
  });
});

describe('describeTime', () => {
  it('is local time to the minute', () => {
    expect(describeTime(new Date(2026, 0, 5, 9, 7, 59).getTime())).toBe('2026-01-05 09:07');
  });
});
