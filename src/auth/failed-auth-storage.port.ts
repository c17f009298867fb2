import type { ThrottlerStorage } from '@nestjs/throttler';

/**
 * Where failed authentications are counted; several gateways may share one. All operations are atomic, and their order
 * in the storage is the order in which guesses are judged.
 *
 * `increment` records one failure and keeps @nestjs/throttler's meaning: times in milliseconds going in and whole seconds
 * coming out; a key is blocked as soon as it has more than `limit` failures within `ttl`, for `blockDuration`. An attempt
 * that comes too late is not stored and reads as one more: its `totalHits` is at least `limit + 2`.
 */
export interface FailedAuthStorage extends ThrottlerStorage {
  /** Forgets the key's failures and resolves with 0; a blocked key stays as it is: the seconds (at least 1) it is blocked for. */
  forgive(key: string, throttlerName: string): Promise<number>;

  /** Changes nothing: the seconds (at least 1) that the key is blocked for; 0 where it is not blocked. */
  blockedFor(key: string, throttlerName: string): Promise<number>;
}
export const FailedAuthStorage = Symbol('FailedAuthStorage');
