import type { Clock } from '../common/clock.js';
import { invalidRequest } from '../gateway-protocol/protocol-error.js';

/** Requests that are remembered, and for how many milliseconds: a client that lost its answer comes back long before. */
const limits = { requests: 2_000, milliseconds: 24 * 3_600_000 };

interface KnownRequest<Outcome> {
  fingerprint: string;
  outcome: Outcome;
  since: number;
}

/** Lets a request that is sent again, because its answer was lost, come to what it came to the first time. */
export class IdempotentRequests<Outcome> {
  /** The oldest first. */
  private readonly known = new Map<string, KnownRequest<Outcome>>();

  constructor(private readonly clock: Clock) {}

  /**
   * What `work` comes to, or came to for the same `key`. Throws where that was another request. What throws is not remembered.
   * `fingerprint` is equal for equal requests.
   */
  once(key: string, fingerprint: string, work: () => Outcome): { outcome: Outcome; isRepeat: boolean } {
    this.forgetOldest();
    const known = this.known.get(key);
    if (known && known.fingerprint !== fingerprint) {
      throw invalidRequest('the idempotency key was used for another request; choose a new one for each', {
        code: 'idempotency_key_conflict',
      });
    }
    if (known) return { outcome: known.outcome, isRepeat: true };
    const outcome = work();
    this.known.set(key, { fingerprint, outcome, since: this.clock.monotonic() });
    return { outcome, isRepeat: false };
  }

  /** The next request of this key is a new one, where it is this outcome that is remembered. */
  forget(key: string, outcome: Outcome): void {
    if (this.known.get(key)?.outcome === outcome) this.known.delete(key);
  }

  private forgetOldest(): void {
    const tooOld = this.clock.monotonic() - limits.milliseconds;
    for (const [key, { since }] of this.known) {
      if (since >= tooOld && this.known.size < limits.requests) return;
      this.known.delete(key);
    }
  }
}
