/** Of a window; they bound what a key costs, however much it asks for. */
const slotsOfWindow = 600;

/** What a slot counts at most, so that the sum of a window stays a whole number that is exact. Far more than any limit. */
const mostOfSlot = 2 ** 43;

interface Slot {
  amount: number;
  /** When all of it ends: with the last of what was added. */
  end: number;
}

/**
 * Amounts that count for a while. Those of about the same time share a slot and end with the last of them, so none ends too early,
 * and none that was added just now later than `ttl` from now. All times are milliseconds of one clock that does not go back, and
 * `ttl` is the same for all amounts. An amount counts as a whole number, rounded up; one that is none, or less than nothing, counts
 * for nothing.
 */
export class UsageWindow {
  /** By the time at which they began, the oldest first. */
  private readonly slots = new Map<number, Slot>();
  private sum = 0;
  /** When the last slot began; it may be gone again. */
  private newest = -Infinity;

  /** What counts at `now`. */
  total(now: number): number {
    let hasEnded = false;
    for (const [begin, { end }] of this.slots) {
      if (end > now) break;
      this.slots.delete(begin);
      hasEnded = true;
    }
    if (hasEnded) this.recount();
    return this.sum;
  }

  /** Gives the receipt by which `remove` finds the amount. */
  add(amount: number, now: number, ttl: number): number {
    const width = Math.max(1, Math.floor(ttl / slotsOfWindow));
    if (now - this.newest >= width) this.newest = now;
    const held = this.slots.get(this.newest)?.amount ?? 0;
    const holds = Math.min(held + toWhole(amount), mostOfSlot);
    this.slots.set(this.newest, { amount: holds, end: now + ttl });
    this.sum += holds - held;
    return this.newest;
  }

  /** Takes an amount out again; nothing where it has ended, nor of a slot that is full, of which nobody knows what else it held. */
  remove(amount: number, receipt: number): void {
    const slot = this.slots.get(receipt);
    if (slot === undefined || slot.amount === mostOfSlot) return;
    slot.amount -= toWhole(amount);
    if (slot.amount <= 0) this.slots.delete(receipt);
    this.recount();
  }

  /** When nothing counts any more; `now` where that is so already. */
  emptyAt(now: number): number {
    const last = this.slots.get(this.newest) ?? [...this.slots.values()].at(-1);
    return Math.max(now, last?.end ?? now);
  }

  /** When less than `limit` counts; `now` where that is so already. */
  belowAt(limit: number, now: number): number {
    let left = this.total(now);
    if (left < limit) return now;
    for (const { amount, end } of this.slots.values()) {
      left -= amount;
      if (left < limit) return end;
    }
    return now;
  }

  /** The sum comes from what is there and not from what came and went, so that no fault of it outlives its slot. */
  private recount(): void {
    this.sum = 0;
    for (const { amount } of this.slots.values()) this.sum += amount;
  }
}

function toWhole(amount: number): number {
  return amount > 0 ? Math.min(Math.ceil(amount), mostOfSlot) : 0;
}
