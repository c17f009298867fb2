import type { Clock } from '../common/clock.js';
import { invalidRequest } from '../gateway-protocol/protocol-error.js';

/** What is remembered at the most, and for how many milliseconds: a client that lost its answer comes back long before. */
const limits = { requests: 2_000, characters: 8_000_000, milliseconds: 24 * 3_600_000 };

interface KnownRequest<Outcome> {
  fingerprint: string;
  outcome: Promise<Outcome>;
  /** Once it is there. */
  settled?: Outcome;
  since: number;
}

/** What a request came to, and whether the same request had come before. */
export interface RequestOutcome<Outcome> {
  outcome: Outcome;
  isRepeat: boolean;
}

/** Lets a request that is sent again, because its answer was lost, come to what it came to the first time. */
export class IdempotentRequests<Outcome> {
  /** The oldest first. */
  private readonly known = new Map<string, KnownRequest<Outcome>>();

  /** `charactersOf` says how much memory an outcome takes; undefined for one that is still at work, which is not forgotten. */
  constructor(
    private readonly clock: Clock,
    private readonly charactersOf: (outcome: Outcome) => number | undefined = () => 0,
  ) {}

  /**
   * What `work` comes to, or comes to at the moment or came to for the same `key`. Rejects where that was another request, and
   * as `work` does; what rejects is not remembered, so that it may be tried again. `fingerprint` is equal for equal requests.
   */
  async once(key: string, fingerprint: string, work: () => Promise<Outcome>): Promise<RequestOutcome<Outcome>> {
    this.forgetOldest();
    const known = this.known.get(key);
    if (known && known.fingerprint !== fingerprint) {
      throw invalidRequest('the idempotency key was used for another request; choose a new one for each', {
        code: 'idempotency_key_conflict',
      });
    }
    if (known) return { outcome: await known.outcome, isRepeat: true };
    return { outcome: await this.begin(key, fingerprint, work), isRepeat: false };
  }

  private async begin(key: string, fingerprint: string, work: () => Promise<Outcome>): Promise<Outcome> {
    const outcome = work();
    const request: KnownRequest<Outcome> = { fingerprint, outcome, since: this.clock.monotonic() };
    this.known.set(key, request);
    try {
      request.settled = await outcome;
      return request.settled;
    } catch (error) {
      this.forget(key, outcome);
      throw error;
    }
  }

  /** Another request may have taken the key meanwhile, where this one had been forgotten for its age. */
  private forget(key: string, outcome: Promise<Outcome>): void {
    if (this.known.get(key)?.outcome === outcome) this.known.delete(key);
  }

  private weightOf({ settled }: KnownRequest<Outcome>): number | undefined {
    return settled === undefined ? undefined : this.charactersOf(settled);
  }

  private forgetOldest(): void {
    const tooOld = this.clock.monotonic() - limits.milliseconds;
    let characters = [...this.known.values()].reduce((sum, request) => sum + (this.weightOf(request) ?? 0), 0);
    for (const [key, request] of this.known) {
      const fits = this.known.size < limits.requests && characters <= limits.characters;
      if (fits && request.since >= tooOld) return;
      const weight = this.weightOf(request);
      if (weight === undefined) continue;
      this.known.delete(key);
      characters -= weight;
    }
  }
}
