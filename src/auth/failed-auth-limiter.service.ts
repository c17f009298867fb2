import { Inject, Injectable, Logger } from '@nestjs/common';
import type { RateLimitConfig } from '../config/gateway.config.js';
import { AuthLockedOutError } from './auth.errors.js';
import type { Credential, Verdict } from './credential.js';
import { FailedAuthStorage } from './failed-auth-storage.port.js';

/** All doors share one bucket per client. */
const BUCKET = 'failed-auth';

/**
 * Decides which verdicts may be shown. A verdict is worth nothing to a guesser until it is shown, so comparing
 * comes first and then exactly one atomic step in the storage decides whether it may be: a wrong guess is recorded, a
 * right one asks to be let in, and both are refused once the client is locked. The order of those steps is the order of
 * the guesses, so no more than `maxAttempts` of them are judged however many arrive at once, by whatever storage.
 */
@Injectable()
export class FailedAuthLimiter {
  private readonly logger = new Logger(FailedAuthLimiter.name);

  constructor(@Inject(FailedAuthStorage) private readonly storage: FailedAuthStorage) {}

  /**
   * Rejects with `AuthLockedOutError` when the verdict must not be shown. Attempts without a guess pass uncounted. Resolves to the
   * seconds for which this very failure has locked the client out; 0 where it has not.
   */
  async admit(client: string, verdict: Verdict, limits: RateLimitConfig): Promise<number> {
    if (verdict.admitted) {
      refuseWhile(await this.secondsLocked(client, verdict.credential));
      return 0;
    }
    return verdict.reason === 'wrong' ? this.recordFailure(client, limits) : 0;
  }

  /**
   * Only who has the credential of the gateway itself is forgiven, having nothing left to guess. Whoever has a named key could
   * clear their guesses at that credential with it, again and again.
   */
  private secondsLocked(client: string, { kind }: Credential): Promise<number> {
    const hasNothingToGuess = kind === 'token' || kind === 'password';
    return hasNothingToGuess ? this.storage.forgive(client, BUCKET) : this.storage.blockedFor(client, BUCKET);
  }

  /** The last failure within the limit closes the lock and is itself still answered as wrong. */
  private async recordFailure(client: string, limits: RateLimitConfig): Promise<number> {
    const { maxAttempts, windowMs, lockoutMs } = limits;
    const record = await this.storage.increment(client, windowMs, maxAttempts - 1, lockoutMs, BUCKET);
    if (record.totalHits > maxAttempts) refuseWhile(Math.max(1, record.timeToBlockExpire));
    if (record.totalHits < maxAttempts) return 0;
    this.logger.warn(
      `${client} is locked out for ${record.timeToBlockExpire} s after ${maxAttempts} wrong credentials.`,
    );
    return record.timeToBlockExpire;
  }
}

function refuseWhile(secondsLocked: number): void {
  if (secondsLocked > 0) throw new AuthLockedOutError(secondsLocked);
}
