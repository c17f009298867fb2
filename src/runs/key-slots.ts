import type { Credential } from '../auth/credential.js';
import type { Clock } from '../common/clock.js';
import { TooManyRunsError } from './runs.errors.js';

/** How long a run that was accepted may take to begin before its place goes to another. */
const unusedMilliseconds = 60_000;

/** One of the runs that a credential may have at the same time. */
export interface KeyPlace {
  /** To be called when the run begins. Throws `TooManyRunsError` where it came so late that the place went to another. */
  use(): void;
  /** Gives the place back; calling it again does nothing. */
  leave(): void;
}

interface HeldPlace extends KeyPlace {
  readonly takenAt: number;
}

/** The runs of each credential that are accepted, wait for their turn or are under way. */
export class KeySlots {
  private readonly taken = new Map<string, number>();
  /** Of accepted runs that have not begun, the oldest first. Nobody says so of a run that is never read. */
  private readonly unused = new Set<HeldPlace>();

  constructor(private readonly clock: Clock) {}

  /**
   * Throws `TooManyRunsError` where the credential has as many as it may. Those of credentials without a limit are counted too,
   * since a reload may bring one.
   */
  take(credential: Credential): KeyPlace {
    this.check(credential);
    this.enter(credential);
    const place = this.placeOf(credential);
    this.unused.add(place);
    return place;
  }

  /** Throws as `take` would now. */
  check({ id, limits }: Credential): void {
    this.leaveUnused();
    if (this.countOf(id) >= (limits?.maxConcurrent ?? Infinity)) throw new TooManyRunsError('key');
  }

  private placeOf(credential: Credential): HeldPlace {
    let isHeld = true;
    const place: HeldPlace = {
      takenAt: this.clock.monotonic(),
      use: () => {
        if (!isHeld) this.enter(credential);
        isHeld = true;
        this.unused.delete(place);
      },
      leave: () => {
        this.unused.delete(place);
        if (isHeld) this.leave(credential);
        isHeld = false;
      },
    };
    return place;
  }

  private leaveUnused(): void {
    const before = this.clock.monotonic() - unusedMilliseconds;
    for (const place of this.unused) {
      if (place.takenAt > before) return;
      place.leave();
    }
  }

  private enter({ id, limits }: Credential): void {
    const count = this.countOf(id);
    if (count >= (limits?.maxConcurrent ?? Infinity)) throw new TooManyRunsError('key');
    this.taken.set(id, count + 1);
  }

  private leave({ id }: Credential): void {
    const left = this.countOf(id) - 1;
    if (left > 0) this.taken.set(id, left);
    else this.taken.delete(id);
  }

  private countOf(id: string): number {
    return this.taken.get(id) ?? 0;
  }
}
