import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { makeKeyRing, sharedToken } from '../../test/support/credentials.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { secretOf, storedKey } from '../../test/support/key-file.js';
import type { Credential } from '../auth/credential.js';
import type { AuthCredentials } from '../config/auth-credentials.js';
import { tickIntervalMs } from '../gateway-protocol/limits.js';
import { ClientWatch } from './client-watch.service.js';
import type { WatchedClient } from './watched-client.js';

describe(ClientWatch.name, () => {
  let clock: FakeClock;
  /** Has the credentials change. */
  let change: (() => void) | undefined;
  let keys: ReturnType<typeof makeKeyRing>;
  let sut: ClientWatch;

  beforeEach(() => {
    clock = new FakeClock();
    keys = makeKeyRing([], clock);
    const credentials: AuthCredentials = {
      current: { mode: 'none' },
      onChange: (listener) => {
        change = () => listener({ mode: 'none' });
        return () => (change = undefined);
      },
    };
    sut = new ClientWatch(credentials, keys.sut, clock);
    sut.onModuleInit();
  });

  function client(credential: Credential = sharedToken) {
    const calls = { credential, ping: jest.fn(), close: jest.fn() };
    sut.add(calls as unknown as WatchedClient);
    return calls;
  }

  it('pings every client at every beat, as long as it is connected', async () => {
    const [staying, leaving] = [client(), client()];
    await clock.advance(tickIntervalMs);
    sut.remove(leaving as unknown as WatchedClient);
    await clock.advance(tickIntervalMs);
    expect(staying.ping).toHaveBeenCalledTimes(2);
    expect(leaving.ping).toHaveBeenCalledTimes(1);
  });

  it('closes every client when the credentials change', () => {
    const clients = [client(), client()];
    change?.();
    for (const { close } of clients) expect(close.mock.calls).toEqual([[1008, 'credentials changed']]);
  });

  it('C6: closes those alone whose key ends or allows something else', () => {
    keys.store([storedKey('ann'), storedKey('bob'), storedKey('eve')]);
    const [ann, bob, eve] = ['ann', 'bob', 'eve'].map((name) => client(keys.sut.find(secretOf(name))));
    const owner = client();
    keys.store([
      storedKey('ann', { revokedAt: '2026-01-01T00:00:00.000Z' }),
      storedKey('bob', { agents: ['desk'] }),
      storedKey('eve'),
    ]);
    expect([ann, bob, eve, owner].map((each) => each?.close.mock.calls.length)).toEqual([1, 1, 0, 0]);
  });

  it('leaves nothing waiting when the gateway is gone', () => {
    sut.onModuleDestroy();
    keys.sut.onModuleDestroy();
    expect(clock.waiting).toBe(0);
    expect(change).toBeUndefined();
  });
});
