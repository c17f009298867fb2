import { describe, expect, it } from '@jest/globals';
import { GroupCommit } from './group-commit.js';

function make(fails: (items: number[]) => boolean = () => false): { sut: GroupCommit<number>; batches: number[][] } {
  const batches: number[][] = [];
  const sut = new GroupCommit<number>(async (items) => {
    await Promise.resolve();
    batches.push(items);
    if (fails(items)) throw new Error(`failed: ${items.join()}`);
  });
  return { sut, batches };
}

describe(GroupCommit.name, () => {
  it('H7: writes what comes within one turn of the event loop together, in order', async () => {
    const { sut, batches } = make();
    await Promise.all([sut.add(1), sut.add(2), sut.add(3)]);
    await sut.add(4);
    expect(batches).toEqual([[1, 2, 3], [4]]);
  });

  it('H7: resolves only after the write', async () => {
    const { sut, batches } = make();
    const added = sut.add(1).then(() => batches.length);
    expect(batches).toEqual([]);
    expect(await added).toBe(1);
  });

  it('is doubtful from a failed write to the next good one, or until it is trusted', async () => {
    const { sut } = make((items) => items.includes(2));
    const doubts: boolean[] = [];
    for (const item of [1, 2, 3, 2]) {
      await sut.add(item).catch(() => undefined);
      doubts.push(sut.isDoubtful);
    }
    sut.trust();
    expect([...doubts, sut.isDoubtful]).toEqual([false, true, false, true, false]);
  });

  it('H7: a bad item fails alone, with its own error', async () => {
    const { sut, batches } = make((items) => items.includes(2));
    const results = await Promise.allSettled([1, 2, 3].map((item) => sut.add(item)));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(results[1]).toMatchObject({ reason: { message: 'failed: 2' } });
    expect(batches).toEqual([[1, 2, 3], [1], [2], [3]]);
  });

  it('H7: items that come during a write make the next batch, and settled waits for them', async () => {
    const { sut, batches } = make();
    const first = sut.add(1).then(() => sut.add(2));
    await sut.settled();
    await first;
    expect(batches).toEqual([[1], [2]]);
    await sut.settled();
  });
});
