import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FakeClock } from '../../test/support/fake-clock.js';
import type { AuthCredentials } from '../config/auth-credentials.js';
import { tickIntervalMs } from '../gateway-protocol/limits.js';
import { ClientWatch } from './client-watch.service.js';
import type { WatchedClient } from './watched-client.js';

describe(ClientWatch.name, () => {
  let clock: FakeClock;
  /** Has the credentials change. */
  let change: (() => void) | undefined;
  let sut: ClientWatch;

  beforeEach(() => {
    clock = new FakeClock();
    const credentials: AuthCredentials = {
      current: { mode: 'none' },
      onChange: (listener) => {
        change = () => listener({ mode: 'none' });
        return () => (change = undefined);
      },
    };
    sut = new ClientWatch(credentials, clock);
    sut.onModuleInit();
  });

  function client() {
    const calls = { ping: jest.fn(), close: jest.fn() };
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

  it('leaves nothing waiting when the gateway is gone', () => {
    sut.onModuleDestroy();
    expect(clock.waiting).toBe(0);
    expect(change).toBeUndefined();
  });
});
