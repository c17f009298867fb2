import { describe, expect, it } from '@jest/globals';
import { GroupCommit } from './group-commit.js';

class DiskError extends Error {}

function make(fails: (items: number[]) => boolean = () => false) {
  const batches: number[][] = [];
  const disk = { isBroken: false };
  const write = async (items: number[]): Promise<void> => {
    await Promise.resolve();
    batches.push(items);
    if (disk.isBroken) throw new DiskError(`broken: ${items.join()}`);
    if (fails(items)) throw new Error(`failed: ${items.join()}`);
  };
  const sut = new GroupCommit<number>(write, (error) => error instanceof DiskError);
  return { sut, batches, disk };
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

  it('H7: a failure of all is tried once, however many items there are, and the next item tries again', async () => {
    const { sut, batches, disk } = make();
    disk.isBroken = true;
    const items = Array.from({ length: 1_000 }, (_, index) => index);
    const results = await Promise.allSettled(items.map((item) => sut.add(item)));
    const errors = new Set(results.map((result) => (result.status === 'rejected' ? result.reason : undefined)));
    expect([...errors]).toEqual([new DiskError(`broken: ${items.join()}`)]);
    expect(batches).toHaveLength(1);
    disk.isBroken = false;
    await sut.add(7);
    expect([batches.length, sut.isDoubtful]).toEqual([2, false]);
  });

  it('H7: of items that are tried one by one, each may meet a failure of all', async () => {
    const { sut, batches, disk } = make((items) => items.includes(2));
    const added = [1, 2, 3].map(async (item) => {
      await sut.add(item);
      disk.isBroken = true;
    });
    const results = await Promise.allSettled(added);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
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
