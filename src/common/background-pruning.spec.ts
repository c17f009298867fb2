import { beforeEach, describe, expect, it } from '@jest/globals';
import { BackgroundPruning } from './background-pruning.js';

describe(BackgroundPruning.name, () => {
  let begun: number;
  let end: (() => void) | undefined;
  let room: number;
  let sut: BackgroundPruning;

  beforeEach(() => {
    begun = 0;
    room = Infinity;
    const prune = (): Promise<void> => {
      begun += 1;
      return new Promise((resolve) => (end = resolve));
    };
    sut = new BackgroundPruning(prune, () => room);
  });

  async function ended(): Promise<void> {
    end?.();
    await sut.settled();
  }

  it('begins with each hundredth addition', async () => {
    for (let count = 0; count < 99; count += 1) sut.added(0);
    expect(begun).toBe(0);
    sut.added(0);
    expect(begun).toBe(1);
    await ended();
    for (let count = 0; count < 100; count += 1) sut.added(0);
    expect(begun).toBe(2);
  });

  it.each([
    ['a hundred megabytes', Infinity, 100_000_000],
    ['a hundred megabytes', 5_000_000_000, 100_000_000],
    ['a tenth of little room', 1_000, 100],
  ])('begins after %s too, where there is room for %d bytes', async (_name, bytes, most) => {
    room = bytes;
    sut.added(most - 1);
    expect(begun).toBe(0);
    sut.grown(1);
    expect(begun).toBe(1);
    await ended();
    sut.grown(most - 1);
    expect(begun).toBe(1);
    sut.added(1);
    expect(begun).toBe(2);
  });

  it('asks for the room each time', () => {
    sut.added(500);
    room = 1_000;
    sut.added(0);
    expect(begun).toBe(1);
  });

  it('never goes on twice at once', async () => {
    sut.start();
    sut.added(100_000_000);
    expect(begun).toBe(1);
    await ended();
    sut.start();
    expect(begun).toBe(2);
  });
});
