import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ConnectionCounts } from './connection-counts.js';

describe(ConnectionCounts.name, () => {
  it('counts in all and per client', () => {
    const sut = new ConnectionCounts();
    const leave = sut.enter('a');
    sut.enter('a');
    sut.enter('b');
    expect([sut.total, sut.of('a'), sut.of('b'), sut.of('c')]).toEqual([3, 2, 1, 0]);
    leave();
    leave();
    expect([sut.total, sut.of('a')]).toEqual([2, 1]);
  });

  it('is right after any coming and going', () => {
    const step = fc.record({ client: fc.constantFrom('a', 'b', '__proto__'), leaves: fc.nat({ max: 20 }) });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const sut = new ConnectionCounts();
        const places: { client: string; leave: () => void; isGone: boolean }[] = [];
        for (const { client, leaves } of steps) {
          places.push({ client, leave: sut.enter(client), isGone: false });
          const leaving = places.at(leaves - 20);
          leaving?.leave();
          if (leaving) leaving.isGone = true;
        }
        const there = places.filter(({ isGone }) => !isGone);
        expect(sut.total).toBe(there.length);
        for (const name of ['a', 'b', '__proto__']) {
          expect(sut.of(name)).toBe(there.filter(({ client }) => client === name).length);
        }
      }),
    );
  });
});
