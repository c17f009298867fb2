/** Two independent 32-bit halves of a keyed hash. */
export interface Fingerprint {
  readonly high: number;
  readonly low: number;
}

/** What `find` gives for an unknown source, and `add` when the table is full. Its columns belong to no single source. */
export const NO_RECORD = 0;

const INITIAL_CAPACITY = 1024;

/**
 * A hash table of sources in typed arrays, because a million entries of a `Map` would not fit in 64 MB: 29 bytes a
 * source. It grows as needed, and removed records are used again. A record is its number, valid until removed.
 */
export class SourceTable {
  /** The columns; a record in use has at least one failure. Read them anew after `add`, which may replace them. */
  failures = new Uint32Array();
  expiresAt = new Float64Array();
  locked = new Uint8Array();
  size = 0;
  capacity = 0;

  private high = new Uint32Array();
  private low = new Uint32Array();
  private next = new Uint32Array();
  private heads = new Uint32Array();
  private firstFree = NO_RECORD;
  private highestUsed = 0;

  constructor(private readonly maximumSources: number) {
    this.grow(Math.min(INITIAL_CAPACITY, maximumSources));
  }

  find(source: Fingerprint): number {
    let record = this.heads[source.low % this.capacity];
    while (record !== NO_RECORD && !this.belongsTo(record, source)) record = this.next[record];
    return record;
  }

  /** `source` must not be in the table. */
  add(source: Fingerprint): number {
    if (this.size === this.capacity) this.grow(Math.min(this.capacity * 2, this.maximumSources));
    if (this.size === this.capacity) return NO_RECORD;
    const record = this.takeFreeRecord();
    this.high[record] = source.high;
    this.low[record] = source.low;
    this.failures[record] = 0;
    this.locked[record] = 0;
    this.link(record);
    this.size += 1;
    return record;
  }

  remove(record: number): void {
    this.unlink(record);
    this.failures[record] = 0;
    this.next[record] = this.firstFree;
    this.firstFree = record;
    this.size -= 1;
  }

  private belongsTo(record: number, source: Fingerprint): boolean {
    return this.low[record] === source.low && this.high[record] === source.high;
  }

  private takeFreeRecord(): number {
    if (this.firstFree === NO_RECORD) return (this.highestUsed += 1);
    const record = this.firstFree;
    this.firstFree = this.next[record];
    return record;
  }

  private link(record: number): void {
    const head = this.low[record] % this.capacity;
    this.next[record] = this.heads[head];
    this.heads[head] = record;
  }

  private unlink(record: number): void {
    const head = this.low[record] % this.capacity;
    if (this.heads[head] === record) {
      this.heads[head] = this.next[record];
      return;
    }
    let before = this.heads[head];
    while (this.next[before] !== record) before = this.next[before];
    this.next[before] = this.next[record];
  }

  private grow(capacity: number): void {
    if (capacity === this.capacity) return;
    const length = capacity + 1;
    this.failures = grown(this.failures, new Uint32Array(length));
    this.expiresAt = grown(this.expiresAt, new Float64Array(length));
    this.locked = grown(this.locked, new Uint8Array(length));
    this.high = grown(this.high, new Uint32Array(length));
    this.low = grown(this.low, new Uint32Array(length));
    this.next = grown(this.next, new Uint32Array(length));
    this.heads = new Uint32Array(capacity);
    this.capacity = capacity;
    for (let record = 1; record <= this.highestUsed; record += 1) this.link(record);
  }
}

function grown<T extends Uint8Array | Uint32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
