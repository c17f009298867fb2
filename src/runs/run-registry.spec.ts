import { describe, expect, it, jest } from '@jest/globals';
import { keyCredential, sharedToken } from '../../test/support/credentials.js';
import { type ActiveRun, RunRegistry } from './run-registry.js';

function activeRun(id: string): ActiveRun & { abort: jest.Mock<(reason: Error) => void> } {
  return {
    id,
    credential: sharedToken,
    abort: jest.fn<(reason: Error) => void>(),
  };
}

async function settled(promise: Promise<void>): Promise<boolean> {
  return Promise.race([promise.then(() => true), new Promise<false>((resolve) => setImmediate(resolve, false))]);
}

describe(RunRegistry.name, () => {
  it('lists what is under way, and a copy of it', () => {
    const sut = new RunRegistry();
    const remove = sut.add(activeRun('1'));
    sut.add(activeRun('2'));
    const before = sut.list();
    remove();
    expect(before.map(({ id }) => id)).toEqual(['1', '2']);
    expect(sut.list().map(({ id }) => id)).toEqual(['2']);
  });

  it('A10: is idle at once when nothing runs, else when the last run is out', async () => {
    const sut = new RunRegistry();
    expect(await settled(sut.whenIdle())).toBe(true);
    const removals = ['1', '2'].map((id) => sut.add(activeRun(id)));
    const waits = [sut.whenIdle(), sut.whenIdle()];
    removals[0]?.();
    expect(await settled(Promise.all(waits).then(() => undefined))).toBe(false);
    removals[1]?.();
    removals[1]?.();
    expect(await settled(Promise.all(waits).then(() => undefined))).toBe(true);
  });

  it('A10: aborts every run with the reason, also when that takes runs out', () => {
    const sut = new RunRegistry();
    const runs = ['1', '2', '3'].map(activeRun);
    const removals = runs.map((run) => sut.add(run));
    runs[0]?.abort.mockImplementation(() => removals.forEach((remove) => remove()));
    const reason = new Error('stopping');
    sut.abortAll(reason);
    for (const run of runs) expect(run.abort.mock.calls).toEqual([[reason]]);
    expect(sut.list()).toEqual([]);
  });

  it('aborts the run of that id, and says where there is none', () => {
    const sut = new RunRegistry();
    const runs = ['1', '2'].map(activeRun);
    const removals = runs.map((run) => sut.add(run));
    const reason = new Error('cancelled');
    expect([sut.abort('2', reason), sut.abort('3', reason)]).toEqual([true, false]);
    expect(runs.map((run) => run.abort.mock.calls)).toEqual([[], [[reason]]]);
    removals[1]?.();
    expect(sut.abort('2', reason)).toBe(false);
  });

  it('C6: stops what is not to go on, when told to look and when it is added', () => {
    let ended = '';
    const reason = new Error('revoked');
    const sut = new RunRegistry(({ id }) => (id === ended ? reason : undefined));
    const [kept, stopped, late] = ['1', '2', '3'].map(activeRun);
    sut.add(kept);
    sut.add({ ...stopped, credential: keyCredential('ann') });
    ended = 'key:ann';
    sut.stopUnwanted();
    sut.add({ ...late, credential: keyCredential('ann') });
    expect([kept, stopped, late].map(({ abort }) => abort.mock.calls)).toEqual([[], [[reason]], [[reason]]]);
  });
});
