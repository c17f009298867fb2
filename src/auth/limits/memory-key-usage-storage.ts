import type { Clock } from '../../common/clock.js';
import type { BookedRecord, KeyUsageStorage, UsageRecord } from './key-usage-storage.port.js';
import { UsageWindow } from './usage-window.js';

const nobody = new UsageWindow();
/** Of what was not booked. */
const noReceipt = -1;

/**
 * What the keys of a single gateway have used. An operation has happened when its call returns, before the promise settles.
 * There are no more windows than keys that were used within the last of them.
 */
export class MemoryKeyUsageStorage implements KeyUsageStorage {
  private readonly windows = new Map<string, UsageWindow>();

  constructor(private readonly clock: Clock) {}

  increment(key: string, ttl: number, limit: number, _blockDuration: number, name: string): Promise<UsageRecord> {
    return this.add(key, 1, ttl, limit, name);
  }

  add(key: string, amount: number, ttl: number, limit: number, name: string): Promise<BookedRecord> {
    const now = this.now();
    const window = this.windowFor(key, name, now);
    const isBlocked = window.total(now) >= limit;
    const receipt = isBlocked ? noReceipt : window.add(amount, now, ttl);
    return Promise.resolve({ ...describe(window, limit, now), isBlocked, receipt });
  }

  replace(
    key: string,
    earlier: { readonly receipt: number; readonly amount: number },
    used: number,
    ttl: number,
    name: string,
  ): Promise<void> {
    const now = this.now();
    const window = this.windowFor(key, name, now);
    window.remove(earlier.amount, earlier.receipt);
    if (used > 0) window.add(used, now, ttl);
    return Promise.resolve();
  }

  look(key: string, limit: number, name: string): Promise<UsageRecord> {
    return Promise.resolve(describe(this.windows.get(placeOf(key, name)) ?? nobody, limit, this.now()));
  }

  /** How many windows there are. */
  get size(): number {
    return this.windows.size;
  }

  /** In whole milliseconds, so that none is lost on the way to the client. */
  private now(): number {
    return Math.floor(this.clock.monotonic());
  }

  private windowFor(key: string, name: string, now: number): UsageWindow {
    const place = placeOf(key, name);
    const known = this.windows.get(place);
    if (known) return known;
    this.forgetEmpty(now);
    const window = new UsageWindow();
    this.windows.set(place, window);
    return window;
  }

  /** New keys are rare, so they pay for the old ones to go. */
  private forgetEmpty(now: number): void {
    for (const [place, window] of this.windows) {
      if (window.total(now) === 0) this.windows.delete(place);
    }
  }
}

function placeOf(key: string, name: string): string {
  return `${name} ${key}`;
}

function describe(window: UsageWindow, limit: number, now: number): UsageRecord {
  const totalHits = window.total(now);
  const timeToBlockExpire = (window.belowAt(limit, now) - now) / 1000;
  return {
    totalHits,
    timeToExpire: (window.emptyAt(now) - now) / 1000,
    isBlocked: timeToBlockExpire > 0,
    timeToBlockExpire,
  };
}
