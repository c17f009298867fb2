import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { turn } from '../../test/support/conversation-factory.js';
import { fixed } from '../../test/support/fixed.js';
import { MemorySessionStore } from '../../test/support/memory-session-store.js';
import { SessionConfig } from '../config/session.config.js';
import { SessionAdministration } from './session-administration.service.js';
import { SessionLaneService } from './session-lane.service.js';
import { SessionChangedError } from './session.errors.js';

const key = 'agent:main:chat';
const session = { key, agentId: 'main', owner: true };
const { signal } = new AbortController();

describe(SessionAdministration.name, () => {
  let store: MemorySessionStore;
  let lanes: SessionLaneService;
  let sut: SessionAdministration;

  beforeEach(async () => {
    store = new MemorySessionStore();
    lanes = new SessionLaneService(fixed(new SessionConfig()));
    sut = new SessionAdministration(store, lanes);
    await store.append(session, turn('1', null));
  });

  const isFree = (): boolean => {
    const lease = lanes.tryAcquire(key);
    lease?.release();
    return lease !== undefined;
  };

  it('describes what is kept, and has no turns of what is not', async () => {
    expect(await sut.describe(key)).toMatchObject({ ...session, turns: 1 });
    expect(await sut.turns(key)).toHaveLength(1);
    expect(await sut.turns('agent:main:nothing')).toEqual([]);
    expect(await sut.describe('agent:main:nothing')).toBeUndefined();
  });

  it('finds sessions as the store does', async () => {
    await store.append({ ...session, key: 'agent:main:other' }, turn('1', null));
    expect(await sut.find({ search: 'OTHER', limit: 10, offset: 0 })).toMatchObject({
      total: 1,
      sessions: [{ key: 'agent:main:other' }],
    });
  });

  it('a reset lets it begin anew and keeps what was said', async () => {
    expect(await sut.reset(key, signal)).toBe(true);
    expect(await sut.turns(key)).toEqual([]);
    expect(await sut.describe(key)).toMatchObject({ turns: 1 });
  });

  it('a removal takes all of it', async () => {
    expect(await sut.remove(key, signal)).toBe(true);
    expect(await store.load(key)).toBeUndefined();
  });

  it.each(['reset', 'remove'] as const)(
    '%s of what is not kept says so, and leaves the session free',
    async (change) => {
      await sut.remove(key, signal);
      expect(await sut[change](key, signal)).toBe(false);
      expect(isFree()).toBe(true);
    },
  );

  it.each(['reset', 'remove'] as const)('%s waits until no run is at work', async (change) => {
    const lease = await lanes.acquire(key, signal);
    let isDone = false;
    const changing = sut[change](key, signal).then(() => (isDone = true));
    await new Promise(setImmediate);
    expect(isDone).toBe(false);
    expect(await sut.turns(key)).toHaveLength(1);
    lease.release();
    await changing;
    expect(await sut.turns(key)).toEqual([]);
    expect(isFree()).toBe(true);
  });

  it.each(['reset', 'remove'] as const)('%s that is given up while it waits changes nothing', async (change) => {
    const lease = await lanes.acquire(key, signal);
    const giving = new AbortController();
    const changing = sut[change](key, giving.signal);
    giving.abort(new Error('given up'));
    await expect(changing).rejects.toThrow('given up');
    lease.release();
    expect(await sut.turns(key)).toHaveLength(1);
    expect(isFree()).toBe(true);
  });

  it('a session that gets a turn while it is to be removed stays', async () => {
    const describeSession = store.describe.bind(store);
    jest.spyOn(store, 'describe').mockImplementation(async (asked) => {
      const details = await describeSession(asked);
      await store.append(session, turn('2', '1', { createdAt: 9_000 }));
      return details;
    });
    await expect(sut.remove(key, signal)).rejects.toThrow(SessionChangedError);
    expect(await sut.turns(key)).toHaveLength(2);
    expect(isFree()).toBe(true);
  });
});
