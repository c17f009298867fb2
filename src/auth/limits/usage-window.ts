/** Of a window; they bound what a key costs, however much it asks for. */
const slotsOfWindow = 600;

/**
 * Amounts that count for a while. Those of about the same time share a slot and end with it, which is never too early. All times are
 * milliseconds of one clock that does not go back, and `ttl` is the same for all amounts.
 */
export class UsageWindow {
  /** Amounts by the time at which they end, the oldest first. */
  private readonly slots = new Map<number, number>();
  private sum = 0;
  /** The last end that was given; its slot may be gone again. */
  private newest = 0;

  /** What counts at `now`. */
  total(now: number): number {
    for (const [end, amount] of this.slots) {
      if (end > now) break;
      this.slots.delete(end);
      this.sum -= amount;
    }
    return this.sum;
  }

  /** Gives the time at which the amount ends. */
  add(amount: number, now: number, ttl: number): number {
    const width = Math.max(1, Math.floor(ttl / slotsOfWindow));
    const end = Math.ceil((now + ttl) / width) * width;
    this.slots.set(end, (this.slots.get(end) ?? 0) + amount);
    this.sum += amount;
    this.newest = end;
    return end;
  }

  /** Takes an amount out again; nothing where it has ended. */
  remove(amount: number, end: number): void {
    const held = this.slots.get(end);
    if (held === undefined) return;
    this.sum -= amount;
    if (held === amount) this.slots.delete(end);
    else this.slots.set(end, held - amount);
  }

  /** When nothing counts any more; `now` where that is so already. */
  emptyAt(now: number): number {
    const last = this.slots.has(this.newest) ? this.newest : [...this.slots.keys()].at(-1);
    return Math.max(now, last ?? now);
  }

  /** When less than `limit` counts; `now` where that is so already. */
  belowAt(limit: number, now: number): number {
    let left = this.total(now);
    if (left < limit) return now;
    for (const [end, amount] of this.slots) {
      left -= amount;
      if (left < limit) return end;
    }
    return now;
  }
}
