import { describe, expect, it } from '@jest/globals';
import { mostBytesInPortion, portionsByBytes } from './portions-by-bytes.js';

const half = mostBytesInPortion / 2;

describe(portionsByBytes.name, () => {
  it.each([
    ['nothing', [], []],
    ['what is just enough', [half, half, 0, 1], [3, 1]],
    ['what is too large by itself', [1, mostBytesInPortion * 3, 1, 1], [1, 1, 2]],
    ['many small ones', Array.from({ length: 1_001 }, () => 1), [500, 500, 1]],
  ])('has all items in their order: %s', (_, sizes, lengths) => {
    const items = sizes.map((bytes, index) => ({ bytes, index }));
    const sut = portionsByBytes(items);
    expect(sut.flat()).toEqual(items);
    expect(sut.map((portion) => portion.length)).toEqual(lengths);
  });
});
