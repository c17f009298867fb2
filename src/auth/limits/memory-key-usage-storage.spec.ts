import { runInNewContext } from 'node:vm';
import { setFlagsFromString } from 'node:v8';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { MemoryKeyUsageStorage } from './memory-key-usage-storage.js';

const ttl = 60_000;

describe(MemoryKeyUsageStorage.name, () => {
  let clock: FakeClock;
  let sut: MemoryKeyUsageStorage;

  beforeEach(() => {
    clock = new FakeClock();
    sut = new MemoryKeyUsageStorage(clock);
  });

  it('increments as the storage of @nestjs/throttler does, with times to the millisecond', async () => {
    const hit = () => sut.increment('a', ttl, 2, 0, 'requests');
    expect(await hit()).toMatchObject({ totalHits: 1, timeToExpire: 60, isBlocked: false });
    await clock.advance(500);
    expect(await hit()).toMatchObject({ totalHits: 2, timeToExpire: 60, isBlocked: false });
    await clock.advance(700);
    expect(await hit()).toMatchObject({ totalHits: 2, timeToExpire: 59.3, isBlocked: true, timeToBlockExpire: 58.8 });
  });

  it('a look changes nothing, also where there has been nothing', async () => {
    const look = () => sut.look('a', 1, 'requests');
    expect(await look()).toEqual({ totalHits: 0, timeToExpire: 0, isBlocked: false, timeToBlockExpire: 0 });
    expect(sut.size).toBe(0);
    await sut.increment('a', ttl, 1, 0, 'requests');
    expect([await look(), await look()]).toEqual([await look(), await look()]);
    expect(await look()).toMatchObject({ totalHits: 1, isBlocked: true, timeToBlockExpire: 60 });
  });

  it('keys and names are apart, whatever stands in them', async () => {
    await sut.add('b c', 1, ttl, 1, 'a');
    expect(await sut.add('c', 1, ttl, 1, 'a b')).toMatchObject({ totalHits: 1, isBlocked: true });
    expect(await sut.add('c', 1, ttl, 1, 'a')).toMatchObject({ totalHits: 1, isBlocked: false });
  });

  it('a replaced amount is booked anew at the time of its replacement', async () => {
    const { receipt } = await sut.add('a', 100, ttl, 10, 'tokens');
    await clock.advance(30_000);
    await sut.replace('a', { receipt, amount: 100 }, 7, ttl, 'tokens');
    expect(await sut.look('a', 10, 'tokens')).toMatchObject({ totalHits: 7, timeToExpire: 60 });
  });

  it('forgets keys that are used no more', async () => {
    for (let index = 0; index < 1_000; index += 1) await sut.add(`key:${index}`, 1, ttl, 1, 'tokens');
    expect(sut.size).toBe(1_000);
    await clock.advance(61_000);
    await sut.add('key:new', 1, ttl, 1, 'tokens');
    expect(sut.size).toBe(1);
  });

  it('a key costs no more memory for a million requests than for some thousands', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const use = async (requests: number): Promise<number> => {
      for (let index = 0; index < requests; index += 1) {
        if (index % 1_000 === 0) await clock.advance(59);
        await sut.increment('a', ttl, 1_000_000_000, 0, 'requests');
      }
      collect();
      return process.memoryUsage().heapUsed;
    };
    const before = await use(5_000);
    expect((await use(1_000_000)) - before).toBeLessThan(2_000_000);
  });
});
