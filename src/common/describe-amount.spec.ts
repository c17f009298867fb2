import { describe, expect, it } from '@jest/globals';
import { counted, describeSize } from './describe-amount.js';

describe(describeSize.name, () => {
  it.each([
    [0, '0 bytes'],
    [1_023, '1023 bytes'],
    [1_024, '1.0 kB'],
    [1_500_000, '1.4 MB'],
    [12 * 1024 ** 2, '12 MB'],
    [3 * 1024 ** 3, '3.0 GB'],
  ])('writes %d as %s', (bytes, text) => {
    expect(describeSize(bytes)).toBe(text);
  });
});

describe(counted.name, () => {
  it.each([
    [0, '0 lines'],
    [1, '1 line'],
    [2, '2 lines'],
  ])('writes %d as %s', (count, text) => {
    expect(counted(count, 'line')).toBe(text);
  });
});
