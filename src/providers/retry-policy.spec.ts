import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ProviderError } from './provider.errors.js';
import type { ProviderErrorKind } from './provider.errors.js';
import { isRetryable, parseRetryAfter, retryDelayMilliseconds } from './retry-policy.js';

const failure = (kind: ProviderErrorKind, retryAfterSeconds?: number): ProviderError =>
  new ProviderError(kind, 'failed', retryAfterSeconds === undefined ? {} : { retryAfterSeconds });

describe(isRetryable.name, () => {
  it.each<[ProviderErrorKind, boolean]>([
    ['connect', true],
    ['rate-limited', true],
    ['upstream', true],
    ['timeout', false],
    ['cut', false],
    ['auth', false],
    ['rejected', false],
    ['aborted', false],
    ['withheld', false],
  ])('K5: %s: %s', (kind, expected) => expect(isRetryable(failure(kind))).toBe(expected));

  it('K5: does not wait for a provider that wants a long pause', () => {
    expect(isRetryable(failure('rate-limited', 30))).toBe(true);
    expect(isRetryable(failure('rate-limited', 31))).toBe(false);
  });
});

describe(retryDelayMilliseconds.name, () => {
  it('doubles up to eight seconds', () => {
    const delays = [0, 1, 2, 3, 4, 5, 50].map((attempt) => retryDelayMilliseconds(attempt, failure('upstream'), 0));
    expect(delays).toEqual([250, 500, 1000, 2000, 4000, 4000, 4000]);
  });

  it('K5: stays between half and the whole of the delay, and never below Retry-After', () => {
    const inputs = fc.tuple(fc.nat(20), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), fc.nat(30));
    fc.assert(
      fc.property(inputs, ([attempt, fraction, seconds]) => {
        const delay = retryDelayMilliseconds(attempt, failure('upstream'), fraction);
        expect(delay).toBeGreaterThanOrEqual(250);
        expect(delay).toBeLessThanOrEqual(8_000);
        const asked = retryDelayMilliseconds(attempt, failure('rate-limited', seconds), fraction);
        expect(asked).toBeGreaterThanOrEqual(Math.max(seconds * 1000, delay));
      }),
    );
  });
});

describe(parseRetryAfter.name, () => {
  const now = Date.UTC(2026, 0, 1, 12, 0, 0);

  it.each([
    ['120', 120],
    [' 1.5 ', 1.5],
    ['0', 0],
    ['Thu, 01 Jan 2026 12:00:30 GMT', 30],
    ['Thu, 01 Jan 2026 11:00:00 GMT', 0],
    ['-5', undefined],
    ['soon', undefined],
    ['', undefined],
    [null, undefined],
    [undefined, undefined],
    ['9'.repeat(400), undefined],
  ])('reads %j as %j', (value, expected) => expect(parseRetryAfter(value, now)).toBe(expected));

  it('gives nothing or a finite number that is not negative, whatever a server sends', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const seconds = parseRetryAfter(value, now);
        expect(seconds === undefined || (Number.isFinite(seconds) && seconds >= 0)).toBe(true);
      }),
    );
  });
});
