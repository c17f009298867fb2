import type { Credential } from '../auth/credential.js';
import type { LeaveSlot } from './run-slots.js';
import { TooManyRunsError } from './runs.errors.js';

/** The runs of each credential that are under way or wait for their turn. */
export class KeySlots {
  private readonly taken = new Map<string, number>();

  /** Throws `TooManyRunsError` where the credential has as many as it may. */
  check({ id, limits }: Credential): void {
    if (this.countOf(id) >= (limits?.maxConcurrent ?? Infinity)) throw new TooManyRunsError('key');
  }

  /** Throws as `check`. Those of credentials without a limit are counted too, since a reload may bring one. */
  enter(credential: Credential): LeaveSlot {
    this.check(credential);
    const { id } = credential;
    this.taken.set(id, this.countOf(id) + 1);
    return () => this.leave(id);
  }

  private leave(id: string): void {
    const left = this.countOf(id) - 1;
    if (left > 0) this.taken.set(id, left);
    else this.taken.delete(id);
  }

  private countOf(id: string): number {
    return this.taken.get(id) ?? 0;
  }
}
