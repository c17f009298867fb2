import { describe, expect, it } from '@jest/globals';
import { portions } from './portions.js';

describe('portions', () => {
  it.each([
    [0, []],
    [1, [1]],
    [500, [500]],
    [501, [500, 1]],
    [1_000, [500, 500]],
  ])('has all of %i items, in their order', (length, lengths) => {
    const items = Array.from({ length }, (_, index) => index);
    const sut = portions(items);
    expect(sut.flat()).toEqual(items);
    expect(sut.map((portion) => portion.length)).toEqual(lengths);
  });
});
