import { Logger } from '@nestjs/common';
import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { fixed } from '../../test/support/fixed.js';
import { SessionConfig } from '../config/session.config.js';
import { turn } from '../../test/support/conversation-factory.js';
import { CountedLanes } from '../../test/support/counted-lanes.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { MemorySessionStore } from '../../test/support/memory-session-store.js';
import { prunableSessions } from './prunable-sessions.js';
import { SessionLaneService } from './session-lane.service.js';
import { SessionPrunerService } from './session-pruner.service.js';

const day = 86_400_000;
const unlimited = { maxEntries: 1_000, pruneAfter: 1_000, maxDiskBytes: 1_000 };
const listed = [10, 20, 30].map((updatedAt) => ({ key: `k${updatedAt}`, updatedAt, bytes: 100 }));

describe(prunableSessions.name, () => {
  it.each([
    ['nothing over a limit', {}, []],
    ['maxEntries', { maxEntries: 1 }, ['k10', 'k20']],
    ['maxEntries 0', { maxEntries: 0 }, ['k10', 'k20', 'k30']],
    ['pruneAfter, to the millisecond', { pruneAfter: 20 }, ['k10']],
    ['maxDiskBytes', { maxDiskBytes: 200 }, ['k10']],
    ['maxDiskBytes, one byte over', { maxDiskBytes: 199 }, ['k10', 'k20']],
  ])('H9: %s', (_, limits, expected) => {
    expect(prunableSessions(listed, { ...unlimited, ...limits }, 40).map(({ key }) => key)).toEqual(expected);
  });
});

describe(SessionPrunerService.name, () => {
  let store: MemorySessionStore;
  let lanes: CountedLanes;
  let clock: FakeClock;
  let sut: SessionPrunerService;

  beforeEach(async () => {
    const section = fixed(Object.assign(new SessionConfig(), { maxEntries: 2, pruneAfter: 30 * day }));
    store = new MemorySessionStore();
    lanes = new CountedLanes(new SessionLaneService(section));
    clock = new FakeClock(0);
    sut = new SessionPrunerService(store, lanes, section, clock);
    for (const createdAt of [1, 2, 3]) {
      await store.append({ key: `k${createdAt}`, agentId: 'main', owner: false }, turn('1', null, { createdAt }));
    }
  });

  async function keys(): Promise<string[]> {
    return (await store.list()).map(({ key }) => key);
  }

  it('H9: removes the longest unused first', async () => {
    await sut.prune();
    expect(await keys()).toEqual(['k2', 'k3']);
    await clock.advance(60 * day);
    await sut.prune();
    expect(await keys()).toEqual([]);
  });

  it('H9: leaves a session alone whose lane is taken, and gives every lane back', async () => {
    const lease = lanes.tryAcquire('k1');
    await sut.prune();
    expect(await keys()).toEqual(['k1', 'k2', 'k3']);
    lease?.release();
    await sut.prune();
    expect(await keys()).toEqual(['k2', 'k3']);
    expect(lanes.size).toBe(0);
  });

  it('H9: a run that comes while its session is removed waits, and then finds it empty', async () => {
    const remove = store.remove.bind(store);
    let run: Promise<unknown> | undefined;
    jest.spyOn(store, 'remove').mockImplementation((session) => {
      run = lanes.acquire(session.key, new AbortController().signal).then(() => store.load(session.key));
      return remove(session);
    });
    await sut.prune();
    await expect(run).resolves.toBeUndefined();
  });

  it('H9: prunes at start and after each hundredth turn', async () => {
    const list = jest.spyOn(store, 'list');
    sut.onApplicationBootstrap();
    await sut.beforeApplicationShutdown();
    expect(await store.load('k1')).toBeUndefined();
    list.mockClear();
    for (let turns = 0; turns < 99; turns += 1) sut.turnWritten(1);
    expect(list).not.toHaveBeenCalled();
    sut.turnWritten(1);
    await sut.beforeApplicationShutdown();
    expect(list).toHaveBeenCalledTimes(1);
  });

  it('H9: prunes as soon as much was written, however few turns it is', async () => {
    sut.turnWritten(99_999_999);
    await sut.beforeApplicationShutdown();
    expect(await keys()).toEqual(['k1', 'k2', 'k3']);
    sut.turnWritten(1);
    await sut.beforeApplicationShutdown();
    expect(await keys()).toEqual(['k2', 'k3']);
  });

  it('H9: a failing store is logged and tried again later', async () => {
    const error = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    jest.spyOn(store, 'list').mockRejectedValueOnce(new Error('locked'));
    await sut.prune();
    expect(error).toHaveBeenCalledTimes(1);
    await sut.prune();
    expect(await keys()).toEqual(['k2', 'k3']);
    error.mockRestore();
  });
});
