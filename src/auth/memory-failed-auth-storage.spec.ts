import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { collectGarbage } from '../../test/support/collect-garbage.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { MemoryFailedAuthStorage } from './memory-failed-auth-storage.js';

const WINDOW = 60_000;
const LOCKOUT = 300_000;
/** @nestjs/throttler's limit: the third failure blocks. */
const LIMIT = 2;

function setup(maximumSources?: number) {
  const clock = new FakeClock();
  const sut = new MemoryFailedAuthStorage(clock, 'test-salt', maximumSources);
  const fail = (key: string, options: { window?: number; lockout?: number; limit?: number } = {}) =>
    sut.increment(key, options.window ?? WINDOW, options.limit ?? LIMIT, options.lockout ?? LOCKOUT, 'test');
  const forgive = (key: string) => sut.forgive(key, 'test');
  const blockedFor = (key: string) => sut.blockedFor(key, 'test');
  return { clock, sut, fail, forgive, blockedFor };
}

async function lockOut(fail: (key: string) => Promise<unknown>, key: string): Promise<void> {
  for (let count = 0; count <= LIMIT; count += 1) await fail(key);
}

function usedMemory(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

describe('MemoryFailedAuthStorage', () => {
  it('D6: answers increment as @nestjs/throttler does', async () => {
    const { fail } = setup();
    expect(await fail('a')).toEqual({ totalHits: 1, timeToExpire: 60, isBlocked: false, timeToBlockExpire: 0 });
    expect(await fail('a')).toMatchObject({ totalHits: 2, isBlocked: false });
    expect(await fail('a')).toEqual({ totalHits: 3, timeToExpire: 300, isBlocked: true, timeToBlockExpire: 300 });
  });

  it('D3: an attempt on a blocked key reads as one more and neither counts nor prolongs the block', async () => {
    const { clock, fail, forgive } = setup();
    await lockOut(fail, 'a');
    await clock.advance(299_999);
    expect(await fail('a')).toMatchObject({ totalHits: 4, isBlocked: true, timeToBlockExpire: 1 });
    await clock.advance(1);
    expect(await forgive('a')).toBe(0);
  });

  it('D1: failures leave the window one by one', async () => {
    const { clock, fail } = setup();
    await fail('a');
    await clock.advance(40_000);
    await fail('a');
    await clock.advance(20_000);
    expect(await fail('a')).toMatchObject({ totalHits: 2, isBlocked: false });
    await clock.advance(39_999);
    expect(await fail('a')).toMatchObject({ totalHits: 3, isBlocked: true });
  });

  it('D2: forgiving clears the failures of that key only', async () => {
    const { fail, forgive } = setup();
    await fail('a');
    await fail('a');
    await fail('b');
    expect(await forgive('a')).toBe(0);
    expect(await fail('a')).toMatchObject({ totalHits: 1 });
    expect(await fail('b')).toMatchObject({ totalHits: 2 });
  });

  it('D2: a blocked key is not forgiven, and says for how many whole seconds', async () => {
    const { clock, fail, forgive } = setup();
    await lockOut(fail, 'a');
    expect(await forgive('a')).toBe(300);
    await clock.advance(299_500);
    expect(await forgive('a')).toBe(1);
    await clock.advance(500);
    expect(await forgive('a')).toBe(0);
  });

  it('D2: being asked changes nothing: neither a counter nor a lock', async () => {
    const { clock, fail, blockedFor } = setup();
    await fail('a');
    expect([await blockedFor('a'), await blockedFor('unknown')]).toEqual([0, 0]);
    expect(await fail('a')).toMatchObject({ totalHits: 2, isBlocked: false });
    expect(await fail('a')).toMatchObject({ totalHits: 3, isBlocked: true });
    expect(await blockedFor('a')).toBe(300);
    await clock.advance(299_500);
    expect(await blockedFor('a')).toBe(1);
    await clock.advance(500);
    expect(await blockedFor('a')).toBe(0);
  });

  it('D2: keys and throttler names do not touch each other', async () => {
    const { sut, fail } = setup();
    await lockOut(fail, 'a');
    expect(await fail('b')).toMatchObject({ totalHits: 1 });
    expect(await sut.increment('a', WINDOW, LIMIT, LOCKOUT, 'other')).toMatchObject({ totalHits: 1 });
  });

  it.each([0, 1, 2])(
    'D3: after a lock shorter than the window a further failure locks again at once (limit %d)',
    async (limit) => {
      const { clock, fail, forgive } = setup();
      const options = { lockout: 1_000, limit };
      for (let count = 0; count <= limit; count += 1) await fail('a', options);
      expect(await forgive('a')).toBe(1);
      await clock.advance(1_000);
      expect(await fail('a', options)).toMatchObject({ totalHits: limit + 2, isBlocked: true, timeToBlockExpire: 1 });
      await clock.advance(1_000);
      expect(await forgive('a')).toBe(0);
      expect(await fail('a', { ...options, limit: 5 })).toMatchObject({ totalHits: 1 });
    },
  );

  it('A7: a lower limit holds for failures that were counted before', async () => {
    const { fail } = setup();
    await fail('a', { limit: 9 });
    await fail('a', { limit: 9 });
    expect(await fail('a', { limit: 0 })).toMatchObject({ totalHits: 3, isBlocked: true });
  });

  it('D3: in no window are more failures in time than the limit allows, whatever the order of events', async () => {
    const event = fc.record({ wait: fc.integer({ min: 0, max: 1_500 }), key: fc.constantFrom('a', 'b') });
    const lockouts = fc.constantFrom(500, 1_000, 3_000);
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 60 }), lockouts, async (events, lockout) => {
        const { clock, fail } = setup(4);
        const judged: Record<string, number[]> = { a: [], b: [] };
        for (const { wait, key } of events) {
          await clock.advance(wait);
          const record = await fail(key, { window: 1_000, lockout });
          if (record.totalHits <= LIMIT + 1) judged[key].push(clock.now());
          const inWindow = judged[key].filter((at) => at > clock.now() - 1_000);
          expect(inWindow.length).toBeLessThanOrEqual(LIMIT + 1);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('D5: with more times than it keeps one by one, failures count longer and never shorter', async () => {
    const { clock, fail } = setup();
    for (let count = 0; count < 50; count += 1) {
      await fail('a', { limit: 99 });
      await clock.advance(1_000);
    }
    expect(await fail('a', { limit: 99 })).toMatchObject({ totalHits: 51 });
    await clock.advance(WINDOW);
    expect(await fail('a', { limit: 99 })).toMatchObject({ totalHits: 1 });
  });

  it('D5: a full table gives up counters, but no lock', async () => {
    const { fail, forgive } = setup(8);
    for (const key of ['l1', 'l2', 'l3']) await lockOut(fail, key);
    for (let index = 0; index < 200; index += 1) await fail(`counter-${index}`);
    for (const key of ['l1', 'l2', 'l3']) expect(await forgive(key)).toBe(300);
  });

  it('D5: when there are only locks, further sources share one budget and lock', async () => {
    const { clock, fail, forgive } = setup(4);
    for (const key of ['l1', 'l2', 'l3', 'l4']) await lockOut(fail, key);
    expect(await forgive('known-to-nobody')).toBe(0);
    expect(await fail('x1')).toMatchObject({ totalHits: 1 });
    expect(await fail('x2')).toMatchObject({ totalHits: 2 });
    expect(await fail('x3')).toMatchObject({ totalHits: 3, isBlocked: true });
    expect(await fail('x4')).toMatchObject({ totalHits: 4, isBlocked: true });
    expect(await forgive('x5')).toBe(300);
    await clock.advance(LOCKOUT);
    expect(await forgive('x5')).toBe(0);
    expect(await fail('x1')).toMatchObject({ totalHits: 1 });
  });

  it('D5: the shared budget is a window like any other', async () => {
    const { clock, fail } = setup(1);
    await lockOut(fail, 'l1');
    await fail('x1');
    await fail('x2');
    await clock.advance(WINDOW);
    expect(await fail('x3')).toMatchObject({ totalHits: 1, isBlocked: false });
  });

  it('D5: a million sources fit in 64 MB, and their room is used again', async () => {
    const { clock, fail, forgive } = setup();
    const before = usedMemory();
    for (let index = 0; index < 1_000_000; index += 1) {
      await fail(`10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`, { limit: index % 10 === 0 ? 0 : 9 });
    }
    expect(usedMemory() - before).toBeLessThan(64_000_000);
    expect(await forgive('10.0.0.0')).toBe(300);
    expect(await fail('10.0.0.1', { limit: 9 })).toMatchObject({ totalHits: 2 });
    await clock.advance(LOCKOUT);
    for (let index = 0; index < 200_000; index += 1) await fail(`later-${index}`, { limit: 0 });
    expect(usedMemory() - before).toBeLessThan(64_000_000);
    expect(await forgive('later-0')).toBe(300);
  });

  it('D5: more sources with many failures than are kept one by one fit too', async () => {
    const { fail } = setup();
    const before = usedMemory();
    for (let index = 0; index < 75_000; index += 1) {
      for (let count = 0; count < 9; count += 1) await fail(`source-${index}`, { limit: 9 });
    }
    expect(usedMemory() - before).toBeLessThan(64_000_000);
  });

  it('D5: beyond the times it keeps, a lock shorter than the window lasts the whole window', async () => {
    const { fail, forgive } = setup();
    for (let index = 0; index < 70_000; index += 1) await fail(`source-${index}`, { limit: 0, lockout: 1_000 });
    expect(await forgive('source-0')).toBe(1);
    expect(await forgive('source-69999')).toBe(60);
  });
});
