import { setImmediate as nextTurn } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { FakeClock } from '../../test/support/fake-clock.js';
import { RateLimitConfig } from '../config/gateway.config.js';
import { AuthLockedOutError } from './auth.errors.js';
import type { RefusalReason, Verdict } from './credential.js';
import type { FailedAuthStorage } from './failed-auth-storage.port.js';
import { FailedAuthLimiter } from './failed-auth-limiter.service.js';
import { MemoryFailedAuthStorage } from './memory-failed-auth-storage.js';

const right: Verdict = { admitted: true, credential: { id: 'shared-token', kind: 'token', mayBeOwner: true } };
const rightKey: Verdict = { admitted: true, credential: { id: 'key:site', kind: 'key', mayBeOwner: true } };
const refused = (reason: RefusalReason): Verdict => ({ admitted: false, reason });
const wrong = refused('wrong');
const limits = new RateLimitConfig();

/** A storage at the other end of a wire: requests and answers take a while and overtake each other. */
class RemoteStorage implements FailedAuthStorage {
  private calls = 0;

  constructor(private readonly inner: FailedAuthStorage) {}

  async increment(...args: Parameters<FailedAuthStorage['increment']>): ReturnType<FailedAuthStorage['increment']> {
    await this.delay();
    const record = await this.inner.increment(...args);
    await this.delay();
    return record;
  }

  async forgive(key: string, name: string): Promise<number> {
    await this.delay();
    const seconds = await this.inner.forgive(key, name);
    await this.delay();
    return seconds;
  }

  async blockedFor(key: string, name: string): Promise<number> {
    await this.delay();
    const seconds = await this.inner.blockedFor(key, name);
    await this.delay();
    return seconds;
  }

  private async delay(): Promise<void> {
    this.calls += 1;
    for (let turns = (this.calls * 7) % 5; turns >= 0; turns -= 1) await nextTurn();
  }
}

function setup(wrap: (storage: FailedAuthStorage) => FailedAuthStorage = (storage) => storage) {
  const clock = new FakeClock();
  const storage = wrap(new MemoryFailedAuthStorage(clock, 'test-salt'));
  const sut = new FailedAuthLimiter(storage);
  const isShown = async (verdict: Verdict, client = 'a', config = limits): Promise<boolean> => {
    try {
      await sut.admit(client, verdict, config);
      return true;
    } catch (error) {
      expect(error).toBeInstanceOf(AuthLockedOutError);
      return false;
    }
  };
  return { clock, sut, storage, isShown };
}

beforeAll(() => {
  Logger.overrideLogger(false);
});

describe('FailedAuthLimiter', () => {
  it('D1: shows maxAttempts failures and refuses the next with whole seconds to wait', async () => {
    const { sut, clock, isShown } = setup();
    for (let count = 0; count < 10; count += 1) expect(await isShown(wrong)).toBe(true);
    await clock.advance(500);
    await expect(sut.admit('a', wrong, limits)).rejects.toMatchObject({
      status: 429,
      type: 'rate_limit_error',
      code: 'auth_locked_out',
      retryable: false,
      retryAfterSeconds: 300,
    });
    await clock.advance(299_499);
    await expect(sut.admit('a', wrong, limits)).rejects.toMatchObject({ retryAfterSeconds: 1 });
    await clock.advance(1);
    expect(await isShown(wrong)).toBe(true);
  });

  it('D2: refuses the right credential too during a lockout, and accepts it afterwards', async () => {
    const { clock, isShown } = setup();
    for (let count = 0; count < 10; count += 1) await isShown(wrong);
    expect(await isShown(right)).toBe(false);
    await clock.advance(300_000);
    expect(await isShown(right)).toBe(true);
  });

  it('D2: leaves other clients alone', async () => {
    const { isShown } = setup();
    for (let count = 0; count < 12; count += 1) await isShown(wrong, 'a');
    expect(await isShown(right, 'b')).toBe(true);
    expect(await isShown(wrong, 'b')).toBe(true);
  });

  it('D2: a success clears the failures', async () => {
    const { isShown } = setup();
    for (let round = 0; round < 5; round += 1) {
      for (let count = 0; count < 9; count += 1) expect(await isShown(wrong)).toBe(true);
      expect(await isShown(right)).toBe(true);
    }
  });

  it('D2: a named key clears nothing, and is refused during a lockout like any other', async () => {
    const { clock, isShown } = setup();
    for (let count = 0; count < 9; count += 1)
      expect([await isShown(wrong), await isShown(rightKey)]).toEqual([true, true]);
    expect([await isShown(wrong), await isShown(wrong), await isShown(rightKey)]).toEqual([true, false, false]);
    await clock.advance(300_000);
    expect(await isShown(rightKey)).toBe(true);
  });

  it('D2: any number of named keys in parallel pass, storage far away', async () => {
    const { isShown } = setup((storage) => new RemoteStorage(storage));
    const shown = await Promise.all(Array.from({ length: 200 }, () => isShown(rightKey)));
    expect(shown.every(Boolean)).toBe(true);
  });

  it.each<RefusalReason>(['missing', 'malformed', 'expired', 'revoked', 'not-admitted'])(
    'D2: does not count %s ones',
    async (reason) => {
      const { isShown } = setup();
      for (let count = 0; count < 50; count += 1) expect(await isShown(refused(reason))).toBe(true);
      expect(await isShown(right)).toBe(true);
    },
  );

  it.each([
    ['in memory', (storage: FailedAuthStorage) => storage],
    ['far away', (storage: FailedAuthStorage) => new RemoteStorage(storage)],
  ])('D3: of 200 parallel guesses exactly maxAttempts are judged, storage %s', async (_name, wrap) => {
    const { isShown } = setup(wrap);
    const shown = await Promise.all(Array.from({ length: 200 }, () => isShown(wrong)));
    expect(shown.filter(Boolean)).toHaveLength(10);
    expect(await isShown(right)).toBe(false);
  });

  it('D3: the right guess among 200 parallel ones gets in only ahead of the lock', async () => {
    for (const position of [0, 5, 9, 10, 50, 199]) {
      const { isShown } = setup();
      const guesses = Array.from({ length: 200 }, (_, index) => isShown(index === position ? right : wrong));
      const shown = await Promise.all(guesses);
      expect(shown[position]).toBe(position < 10);
      const rest = position < 10 ? shown.slice(position + 1) : shown;
      expect(rest.filter(Boolean)).toHaveLength(10);
    }
  });

  it('D3: two gateways with one storage judge no more together than one alone', async () => {
    const { storage, isShown } = setup((inner) => new RemoteStorage(inner));
    const other = new FailedAuthLimiter(storage);
    const isShownByOther = () =>
      other.admit('a', wrong, limits).then(
        () => true,
        () => false,
      );
    const shown = await Promise.all(
      Array.from({ length: 100 }, (_, index) => (index % 2 ? isShown(wrong) : isShownByOther())),
    );
    expect(shown.filter(Boolean)).toHaveLength(10);
  });

  it('D2: any number of right ones in parallel pass, storage far away', async () => {
    const { isShown } = setup((storage) => new RemoteStorage(storage));
    const shown = await Promise.all(Array.from({ length: 200 }, () => isShown(right)));
    expect(shown.every(Boolean)).toBe(true);
  });

  it('D6: when the storage fails nobody gets in', async () => {
    const broken: FailedAuthStorage = {
      increment: () => Promise.reject(new Error('storage is away')),
      forgive: () => Promise.reject(new Error('storage is away')),
      blockedFor: () => Promise.reject(new Error('storage is away')),
    };
    const sut = new FailedAuthLimiter(broken);
    await expect(sut.admit('a', right, limits)).rejects.toThrow('storage is away');
    await expect(sut.admit('a', rightKey, limits)).rejects.toThrow('storage is away');
    await expect(sut.admit('a', wrong, limits)).rejects.toThrow('storage is away');
  });
});
