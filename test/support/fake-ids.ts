import type { Ids } from '../../src/common/ids.js';

/** Identifiers that count up, and a fraction that the test sets. */
export class FakeIds implements Ids {
  nextFraction = 0.5;
  private count = 0;

  uuid(): string {
    return `00000000-0000-4000-8000-${String(++this.count).padStart(12, '0')}`;
  }

  prefixed(prefix: string): string {
    return `${prefix}${String(++this.count).padStart(32, '0')}`;
  }

  secret(bytes: number): string {
    return `secret-${String(bytes)}-${String(++this.count)}`;
  }

  fraction(): number {
    return this.nextFraction;
  }
}
