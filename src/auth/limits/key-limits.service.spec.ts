import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import { keyCredential, sharedToken } from '../../../test/support/credentials.js';
import { FakeClock } from '../../../test/support/fake-clock.js';
import type { CredentialLimits } from '../credential.js';
import { type Admission, KeyLimits } from './key-limits.service.js';
import { MemoryKeyUsageStorage } from './memory-key-usage-storage.js';
import { RateLimitExceededError } from './rate-limit-exceeded.error.js';

const minute = 60_000;

const key = (limits: CredentialLimits, name = 'a') => keyCredential(name, { limits });

describe(KeyLimits.name, () => {
  let clock: FakeClock;
  let storage: MemoryKeyUsageStorage;
  let sut: KeyLimits;

  beforeEach(() => {
    clock = new FakeClock();
    storage = new MemoryKeyUsageStorage(clock);
    sut = new KeyLimits(storage);
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  async function refusal(limits: CredentialLimits, estimate = 1): Promise<RateLimitExceededError> {
    const error: unknown = await sut.admit(key(limits), estimate).catch((reason: unknown) => reason);
    if (error instanceof RateLimitExceededError) return error;
    throw new Error('The request was admitted.');
  }

  /** How many of so many requests at once are admitted. */
  async function admitted(count: number, limits: CredentialLimits, estimate: number): Promise<Admission[]> {
    const tries = Array.from({ length: count }, () => sut.admit(key(limits), estimate));
    return (await Promise.allSettled(tries)).flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
  }

  it('leaves credentials without limits alone, and keeps nothing of them', async () => {
    for (const credential of [sharedToken, key({}), key({ maxConcurrent: 1 })]) {
      const { allowances, settle } = await sut.admit(credential, 1_000);
      await settle(1_000_000);
      expect([allowances, await sut.look(credential)]).toEqual([{}, {}]);
    }
    expect(storage.size).toBe(0);
  });

  it('says what is left besides the request', async () => {
    const limits = { requestsPerMinute: 3, tokensPerMinute: 5_000 };
    const { allowances } = await sut.admit(key(limits), 1_200);
    expect(allowances).toEqual({
      requests: { limit: 3, remaining: 2, resetMilliseconds: 60_000, waitMilliseconds: 0 },
      tokens: { limit: 5_000, remaining: 3_800, resetMilliseconds: 60_000, waitMilliseconds: 0 },
    });
    expect(await sut.look(key(limits))).toEqual(allowances);
  });

  it('refuses with what OpenAI says, until there is room again to the millisecond', async () => {
    await sut.admit(key({ requestsPerMinute: 2 }), 1);
    await clock.advance(1_234);
    await sut.admit(key({ requestsPerMinute: 2 }), 1);
    const error = await refusal({ requestsPerMinute: 2 });
    expect(error).toMatchObject({ status: 429, type: 'requests', code: 'rate_limit_exceeded', retryable: true });
    expect(error.headers).toEqual({
      'x-ratelimit-limit-requests': '2',
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': '1m0s',
      'retry-after-ms': '58766',
    });
    expect(error.retryAfterSeconds).toBe(58.766);
    expect(error.message).toContain('2 requests per minute');
    await clock.advance(58_765);
    await refusal({ requestsPerMinute: 2 });
    await clock.advance(1);
    await expect(sut.admit(key({ requestsPerMinute: 2 }), 1)).resolves.toBeDefined();
  });

  it('admits as long as less than the limit of tokens is used, and then waits for the oldest of them', async () => {
    const { settle } = await sut.admit(key({ tokensPerMinute: 100 }), 50);
    await clock.advance(10_000);
    await settle(99);
    const last = await sut.admit(key({ tokensPerMinute: 100 }), 50);
    await last.settle(500);
    const error = await refusal({ tokensPerMinute: 100 });
    expect(error).toMatchObject({ type: 'tokens', headers: { 'x-ratelimit-remaining-tokens': '0' } });
    expect(error.retryAfterSeconds).toBe(60);
  });

  it.each([1e300, Infinity, Number.MAX_SAFE_INTEGER])(
    'an estimate of %d sets the limit aside, and nothing that was booked before is forgotten',
    async (estimate) => {
      const limits = { tokensPerMinute: 3_000 };
      await (await sut.admit(key(limits), 1_000)).settle(2_900);
      const { settle, allowances } = await sut.admit(key(limits), estimate);
      expect(allowances.tokens?.remaining).toBe(0);
      await settle(0);
      expect((await sut.look(key(limits))).tokens?.remaining).toBe(100);
      await clock.advance(61_000);
      expect((await sut.look(key(limits))).tokens?.remaining).toBe(3_000);
    },
  );

  it('a provider that reports nonsense uses up the limit for a minute, and no longer', async () => {
    const limits = { tokensPerMinute: 3_000 };
    await (await sut.admit(key(limits), 1_000)).settle(1e300);
    await refusal(limits);
    await clock.advance(61_000);
    await (await sut.admit(key(limits), 1_000)).settle(150);
    expect((await sut.look(key(limits))).tokens?.remaining).toBe(2_850);
  });

  it('no wait is longer than a minute: OpenAI’s clients do not follow a longer one, and try again too early', async () => {
    const limits = { requestsPerMinute: 1 };
    await clock.advance(7);
    await sut.admit(key(limits), 1);
    expect((await refusal(limits)).headers['retry-after-ms']).toBe('60000');
    await clock.advance(59_999);
    await refusal(limits);
    await clock.advance(1);
    await sut.admit(key(limits), 1);
  });

  it('a request that came to nothing gives its tokens back', async () => {
    const { settle } = await sut.admit(key({ tokensPerMinute: 100 }), 100);
    await refusal({ tokensPerMinute: 100 });
    await settle(0);
    await expect(sut.admit(key({ tokensPerMinute: 100 }), 100)).resolves.toBeDefined();
  });

  it('a request that never comes to its end keeps its tokens for a minute', async () => {
    await sut.admit(key({ tokensPerMinute: 100 }), 100);
    await clock.advance(59_999);
    await refusal({ tokensPerMinute: 100 });
    await clock.advance(1);
    await expect(sut.admit(key({ tokensPerMinute: 100 }), 100)).resolves.toBeDefined();
  });

  it('books the tokens of a run that takes longer than a minute', async () => {
    const { settle } = await sut.admit(key({ tokensPerMinute: 100 }), 100);
    await clock.advance(90_000);
    await settle(250);
    expect((await refusal({ tokensPerMinute: 100 })).retryAfterSeconds).toBe(60);
  });

  it('a refused request counts for nothing', async () => {
    const limits = { requestsPerMinute: 1, tokensPerMinute: 1_000 };
    await (await sut.admit(key(limits), 100)).settle(100);
    for (let count = 0; count < 50; count += 1) await refusal(limits, 500);
    expect(await sut.look(key(limits))).toMatchObject({ requests: { remaining: 0 }, tokens: { remaining: 900 } });
    await clock.advance(60_000);
    expect((await admitted(2, limits, 100)).length).toBe(1);
  });

  it('waits for both limits where both are reached', async () => {
    const limits = { requestsPerMinute: 1, tokensPerMinute: 10 };
    const { settle } = await sut.admit(key(limits), 10);
    await clock.advance(20_000);
    await settle(10);
    const error = await refusal(limits);
    expect([error.type, error.retryAfterSeconds]).toEqual(['tokens', 60]);
    await clock.advance(60_000);
    await expect(sut.admit(key(limits), 10)).resolves.toBeDefined();
  });

  it('keys are apart; the secrets of one key are not', async () => {
    await sut.admit(key({ requestsPerMinute: 1 }), 1);
    await expect(sut.admit(key({ requestsPerMinute: 1 }, 'b'), 1)).resolves.toBeDefined();
    await refusal({ requestsPerMinute: 1 });
  });

  it('goes by the limits of the moment, upwards and downwards', async () => {
    await sut.admit(key({ requestsPerMinute: 1 }), 1);
    await refusal({ requestsPerMinute: 1 });
    await sut.admit(key({ requestsPerMinute: 2 }), 1);
    await refusal({ requestsPerMinute: 1 });
  });

  it('is exact for 200 requests at once', async () => {
    expect((await admitted(200, { requestsPerMinute: 17 }, 1)).length).toBe(17);
  });

  it('200 requests at once do not get past the tokens but by the estimate of one', async () => {
    expect((await admitted(200, { tokensPerMinute: 9_500 }, 1_000)).length).toBe(10);
  });

  it('200 requests at once against both limits: the tighter one holds, and nothing is lost', async () => {
    const limits = { requestsPerMinute: 7, tokensPerMinute: 9_500 };
    const all = await admitted(200, limits, 1_000);
    expect(all.length).toBe(7);
    for (const { settle } of all) await settle(0);
    expect(await sut.look(key(limits))).toMatchObject({ requests: { remaining: 0 }, tokens: { remaining: 9_500 } });
  });

  it('a run does not fail because its tokens cannot be counted', async () => {
    const told = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const { settle } = await sut.admit(key({ tokensPerMinute: 100 }), 1);
    jest.spyOn(storage, 'replace').mockRejectedValue(new Error('not reachable'));
    await expect(settle(5)).resolves.toBeUndefined();
    expect(told).toHaveBeenCalledWith(expect.stringContaining('key:a'));
  });

  const steps = fc.array(
    fc.record({ pause: fc.nat({ max: 15_000 }), used: fc.nat({ max: 60 }), estimate: fc.integer({ min: 1, max: 40 }) }),
    { minLength: 1, maxLength: 60 },
  );

  it('property: what is left is never more than the limit, nor more than what was used leaves', async () => {
    const amount = fc.oneof(fc.integer({ min: 1, max: 4_000 }), fc.constantFrom(2 ** 31 - 1, 2 ** 53, 1e300));
    const request = fc.record({ pause: fc.nat({ max: 20_000 }), used: fc.nat({ max: 2_000 }), estimate: amount });
    const limits = { tokensPerMinute: 3_000 };
    await fc.assert(
      fc.asyncProperty(fc.array(request, { maxLength: 40 }), async (requests) => {
        clock = new FakeClock();
        sut = new KeyLimits(new MemoryKeyUsageStorage(clock));
        const taken: { at: number; used: number }[] = [];
        for (const { pause, used, estimate } of requests) {
          await clock.advance(pause);
          const admission = await sut.admit(key(limits), estimate).catch(() => undefined);
          await admission?.settle(used);
          if (admission) taken.push({ at: clock.now(), used });
          const recent = taken.filter(({ at }) => at > clock.now() - minute);
          const left = 3_000 - recent.reduce((sum, entry) => sum + entry.used, 0);
          const remaining = (await sut.look(key(limits))).tokens?.remaining;
          expect(remaining).toBeLessThanOrEqual(Math.max(0, left));
          expect(remaining).toBeGreaterThanOrEqual(0);
        }
        await clock.advance(minute + 100);
        expect((await sut.look(key(limits))).tokens?.remaining).toBe(3_000);
      }),
    );
  });

  it('property: no minute has more than its limits, and what a refusal says is the truth', async () => {
    const limits = { requestsPerMinute: 5, tokensPerMinute: 100 };
    await fc.assert(
      fc.asyncProperty(steps, async (tries) => {
        clock = new FakeClock();
        sut = new KeyLimits(new MemoryKeyUsageStorage(clock));
        const taken: { at: number; used: number }[] = [];
        for (const { pause, used, estimate } of tries) {
          await clock.advance(pause);
          const error: unknown = await sut.admit(key(limits), estimate).then(
            ({ settle }) => settle(used),
            (reason: unknown) => reason,
          );
          const recent = taken.filter(({ at }) => at > clock.now() - 60_000);
          const tokens = recent.reduce((sum, entry) => sum + entry.used, 0);
          if (error === undefined) {
            expect(recent.length).toBeLessThan(5);
            expect(tokens).toBeLessThan(100);
            taken.push({ at: clock.now(), used });
            continue;
          }
          const milliseconds = Number((error as RateLimitExceededError).headers['retry-after-ms']);
          await clock.advance(milliseconds - 1);
          await refusal(limits);
          await clock.advance(1);
          await (await sut.admit(key(limits), estimate)).settle(0);
          taken.push({ at: clock.now(), used: 0 });
        }
      }),
      { numRuns: 60 },
    );
  });

  it.each<CredentialLimits>([{ requestsPerMinute: 1 }, { tokensPerMinute: 10 }])(
    'says beforehand whether there is anything left, and counts nothing: %j',
    async (limits) => {
      for (let times = 0; times < 3; times += 1) await sut.check(key(limits));
      await sut.admit(key(limits), 10);
      const refused: unknown = await sut.check(key(limits)).catch((error: unknown) => error);
      expect(refused).toEqual(await refusal(limits));
      await clock.advance(minute * 1.01);
      await sut.check(key(limits));
    },
  );
});
