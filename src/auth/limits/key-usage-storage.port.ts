import type { ThrottlerStorage } from '@nestjs/throttler';

/** What a window holds. Times are seconds, with milliseconds behind the point; see `KeyUsageStorage`. */
export type UsageRecord = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/** `receipt` is what `replace` finds the amount by. */
export type BookedRecord = UsageRecord & { readonly receipt: number };

/**
 * Where it is counted what keys have used; several gateways may share one. Every operation is atomic, and their order in the
 * storage is the order in which requests are admitted. An amount counts for `ttl` milliseconds, which is the same in all calls of
 * one `throttlerName`, and may count up to a hundredth longer; no time that is told is longer than `ttl` in seconds.
 *
 * `increment` is that of @nestjs/throttler for an amount of 1, with times that are not rounded to seconds and no block of its own:
 * `blockDuration` is 0, and a key is blocked for as long as its window is full. What finds the window full is not stored;
 * `isBlocked` says so, and `timeToBlockExpire` until when. `timeToExpire` is the time until the window is empty.
 */
export interface KeyUsageStorage extends ThrottlerStorage {
  /** Books the whole `amount` where less than `limit` is used, so that a window may hold more than its limit. */
  add(key: string, amount: number, ttl: number, limit: number, throttlerName: string): Promise<BookedRecord>;
  /** Books `used` now, in place of what is left of an earlier `amount`. Never refuses. */
  replace(
    key: string,
    earlier: { readonly receipt: number; readonly amount: number },
    used: number,
    ttl: number,
    throttlerName: string,
  ): Promise<void>;
  /** Changes nothing; `isBlocked` says what would become of the next. */
  look(key: string, limit: number, throttlerName: string): Promise<UsageRecord>;
}
export const KeyUsageStorage = Symbol('KeyUsageStorage');
