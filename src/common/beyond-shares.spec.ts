import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { beyondShares } from './beyond-shares.js';

interface Item {
  name: string;
  size: number;
}

const sut = (items: readonly Item[], room: number): Item[] =>
  beyondShares(items, { holder: ({ name }) => name, size: ({ size }) => size, room });

const of = (name: string, ...sizes: number[]): Item[] => sizes.map((size) => ({ name, size }));

describe(beyondShares.name, () => {
  it('of one holder gives the last items', () => {
    const items = of('a', 1, 2, 3);
    expect(sut(items, 6)).toEqual([]);
    expect(sut(items, 5)).toEqual(of('a', 3));
    expect(sut(items, 2)).toEqual(of('a', 2, 3));
  });

  it('takes from whoever has the most, however new that is', () => {
    const items = [...of('many', 1, 1, 1, 1), ...of('few', 1)];
    expect(sut(items, 3)).toEqual(of('many', 1, 1));
    expect(sut([...of('large', 9), ...of('small', 1)], 9)).toEqual(of('large', 9));
  });

  it('one that would never fit takes no other along', () => {
    expect(sut(of('a', 9, 1, 1), 2)).toEqual(of('a', 9));
  });

  it('keeps within the room, and everything of whoever takes no more than an equal part of it', () => {
    const items = fc.array(fc.record({ name: fc.constantFrom('a', 'b', 'c'), size: fc.nat(9) }), { maxLength: 30 });
    const sum = (some: readonly Item[]): number => some.reduce((total, { size }) => total + size, 0);
    fc.assert(
      fc.property(items, fc.nat(60), (all, room) => {
        const beyond = sut(all, room);
        expect(sum(all) - sum(beyond)).toBeLessThanOrEqual(room);
        for (const { name } of beyond) {
          expect(sum(all.filter((item) => item.name === name))).toBeGreaterThan(Math.floor(room / 3));
        }
      }),
    );
  });
});
