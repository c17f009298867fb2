import { describe, expect, it } from '@jest/globals';
import { portions, portionsInTurns } from './portions.js';

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

describe('portionsInTurns', () => {
  it('has the same lists, and others have their turn between them', async () => {
    const items = Array.from({ length: 1_200 }, (_, index) => index);
    const said: (number | 'turn')[] = [];
    for await (const { length } of portionsInTurns(items)) {
      said.push(length);
      setImmediate(() => said.push('turn'));
    }
    expect(said).toEqual([500, 'turn', 500, 'turn', 200, 'turn']);
  });
});
