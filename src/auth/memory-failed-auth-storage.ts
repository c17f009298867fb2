import { hash } from 'node:crypto';
import type { ThrottlerStorage } from '@nestjs/throttler';
import type { Clock } from '../common/clock.js';
import type { FailedAuthStorage } from './failed-auth-storage.port.js';
import { NO_RECORD, SourceTable } from './source-table.js';
import type { Fingerprint } from './source-table.js';

type StorageRecord = Awaited<ReturnType<ThrottlerStorage['increment']>>;

const MAXIMUM_SOURCES = 2 ** 20;
/**
 * Sources with several failures whose times are kept one by one, and how many times each. What is beyond ages all at once
 * with its newest failure, so it counts longer, never shorter.
 */
const MAXIMUM_HISTORIES = 2 ** 16;
const LONGEST_HISTORY = 32;
/** Records looked at per failure, so that expired ones go without a timer and faster than new ones come. */
const SWEEP_STEPS = 8;
/** Records looked at to make room in a full table; bounds what a failure costs during a flood. */
const EVICTION_STEPS = 1024;

/**
 * The failures that a single gateway has seen. An operation has happened when its call returns, before the promise settles.
 * When there is no room left, the oldest counters that are not locks give way; when there are only locks, all further
 * sources share one record. Why so: docs/decisions/2026-11-22-failed-auth-limiter.md.
 */
export class MemoryFailedAuthStorage implements FailedAuthStorage {
  private readonly table: SourceTable;
  /** When each failure of a record expires, oldest first; absent for a record with one failure or with all at `expiresAt`. */
  private readonly histories = new Map<number, number[]>();
  private hand = 0;

  /** `salt` is random, so that nobody outside can make two sources meet in one record. */
  constructor(
    private readonly clock: Clock,
    private readonly salt: string,
    maximumSources = MAXIMUM_SOURCES,
  ) {
    this.table = new SourceTable(maximumSources);
  }

  increment(key: string, ttl: number, limit: number, blockDuration: number, name: string): Promise<StorageRecord> {
    const now = this.clock.monotonic();
    this.sweep(now);
    const record = this.recordFor(this.fingerprint(key, name), now);
    const inTime = !this.isLocked(record, now) && this.table.failures[record] <= limit;
    if (inTime) this.addFailure(record, now + ttl);
    if (this.table.failures[record] > limit && !this.isLocked(record, now)) this.lock(record, now, ttl, blockDuration);
    return Promise.resolve(this.describe(record, now, inTime));
  }

  forgive(key: string, name: string): Promise<number> {
    if (this.table.size === 0 && this.table.locked[NO_RECORD] === 0) return Promise.resolve(0);
    const record = this.table.find(this.fingerprint(key, name));
    const seconds = this.secondsLocked(record);
    if (seconds === 0 && record !== NO_RECORD) this.forget(record);
    return Promise.resolve(seconds);
  }

  blockedFor(key: string, name: string): Promise<number> {
    return Promise.resolve(this.secondsLocked(this.table.find(this.fingerprint(key, name))));
  }

  private fingerprint(key: string, name: string): Fingerprint {
    const digest = hash('sha256', `${this.salt}\n${name}\n${key}`, 'buffer');
    return { high: digest.readUInt32LE(0), low: digest.readUInt32LE(4) };
  }

  private recordFor(source: Fingerprint, now: number): number {
    const known = this.table.find(source);
    if (known !== NO_RECORD && this.stillCounts(known, now)) return known;
    const added = this.table.add(source);
    const record = added === NO_RECORD && this.makeRoom(now) ? this.table.add(source) : added;
    if (record === NO_RECORD) this.stillCounts(NO_RECORD, now);
    return record;
  }

  private isLocked(record: number, now: number): boolean {
    return this.table.locked[record] === 1 && this.table.expiresAt[record] > now;
  }

  private secondsLocked(record: number): number {
    const now = this.clock.monotonic();
    return this.isLocked(record, now) ? this.secondsLeft(record, now) : 0;
  }

  private secondsLeft(record: number, now: number): number {
    return Math.max(1, Math.ceil((this.table.expiresAt[record] - now) / 1000));
  }

  private addFailure(record: number, expiresAt: number): void {
    const { table } = this;
    if (table.failures[record] > 0) this.extendHistory(record, expiresAt);
    table.failures[record] += 1;
    table.expiresAt[record] = expiresAt;
  }

  private extendHistory(record: number, expiresAt: number): void {
    const history = this.histories.get(record);
    if (history && history.length < LONGEST_HISTORY) history.push(expiresAt);
    else if (history) this.histories.delete(record);
    else this.startHistory(record, expiresAt);
  }

  /** Only a record with a single failure knows when that one expires. */
  private startHistory(record: number, ...further: number[]): void {
    if (this.table.failures[record] !== 1 || this.histories.size >= MAXIMUM_HISTORIES) return;
    this.histories.set(record, [this.table.expiresAt[record], ...further]);
  }

  /** The times of the failures are needed after the lock only where it ends before they expire. */
  private lock(record: number, now: number, ttl: number, blockDuration: number): void {
    const outlastsFailures = blockDuration >= ttl;
    if (outlastsFailures) this.histories.delete(record);
    else this.startHistory(record);
    const duration = outlastsFailures || this.histories.has(record) ? blockDuration : ttl;
    this.table.locked[record] = 1;
    this.table.expiresAt[record] = now + duration;
  }

  private describe(record: number, now: number, inTime: boolean): StorageRecord {
    const isBlocked = this.isLocked(record, now);
    const secondsLeft = this.secondsLeft(record, now);
    return {
      totalHits: this.table.failures[record] + (inTime ? 0 : 1),
      timeToExpire: secondsLeft,
      isBlocked,
      timeToBlockExpire: isBlocked ? secondsLeft : 0,
    };
  }

  /** Drops what has expired of a record, and the record itself with its last failure; false when nothing of it is left. */
  private stillCounts(record: number, now: number): boolean {
    if (this.isLocked(record, now)) return true;
    const { table } = this;
    const live = this.histories.get(record)?.filter((expiresAt) => expiresAt > now);
    table.locked[record] = 0;
    if (live && live.length > 0) {
      this.histories.set(record, live);
      table.failures[record] = live.length;
      table.expiresAt[record] = live.reduce((latest, expiresAt) => Math.max(latest, expiresAt));
    } else if (live || table.expiresAt[record] <= now) {
      this.forget(record);
    }
    return table.failures[record] > 0;
  }

  private forget(record: number): void {
    this.histories.delete(record);
    if (record === NO_RECORD) this.table.failures[record] = 0;
    else this.table.remove(record);
  }

  private sweep(now: number): void {
    for (let step = 0; step < SWEEP_STEPS; step += 1) {
      const record = this.nextRecord();
      if (this.table.failures[record] > 0 && this.table.expiresAt[record] <= now) this.stillCounts(record, now);
    }
  }

  /** The hand goes round in the order in which records were given out, so it meets the oldest ones first. */
  private makeRoom(now: number): boolean {
    for (let step = 0; step < EVICTION_STEPS; step += 1) {
      const record = this.nextRecord();
      if (this.isLocked(record, now)) continue;
      this.forget(record);
      return true;
    }
    return false;
  }

  private nextRecord(): number {
    this.hand = this.hand >= this.table.capacity ? 1 : this.hand + 1;
    return this.hand;
  }
}
