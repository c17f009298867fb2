import { describe, expect, it } from '@jest/globals';
import { SpentNonces } from './spent-nonces.js';

describe(SpentNonces.name, () => {
  it('takes each nonce once, as long as its assertion could be valid', () => {
    const sut = new SpentNonces(300);
    expect(sut.spend('a', 1_000, 1_000)).toBe('spent');
    expect(sut.spend('b', 1_000, 1_000)).toBe('spent');
    expect(sut.spend('a', 1_001, 1_001)).toBe('spent');
    expect([sut.spend('a', 1_000, 1_000), sut.spend('a', 1_000, 1_300)]).toEqual(['known', 'known']);
  });

  it('refuses rather than forgets, until some could not be valid any more', () => {
    const sut = new SpentNonces(300, 3);
    for (const [nonce, time] of [
      ['a', 1_000],
      ['b', 1_000],
      ['c', 1_010],
    ] as const)
      sut.spend(nonce, time, 1_010);
    expect(sut.spend('d', 1_020, 1_020)).toBe('full');
    expect(sut.spend('a', 1_000, 1_020)).toBe('known');
    expect(sut.spend('d', 1_300, 1_300)).toBe('full');
    expect(sut.spend('d', 1_301, 1_301)).toBe('spent');
    expect(sut.spend('e', 1_301, 1_301)).toBe('spent');
    expect(sut.spend('f', 1_301, 1_301)).toBe('full');
  });
});
