import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { DurableRuns } from '../../runs/journal/durable-runs.service.js';
import { fingerprintOf } from './call-fingerprint.js';
import { CallLedger, type LedgerEntry } from './call-ledger.port.js';
import { type BegunCall, type CallWatch, LedgerWatch } from './call-watch.js';
import { KnownRuns } from './known-runs.service.js';
import { LedgerKeeper } from './ledger-keeper.service.js';
import { type RecentCall, RecentCalls, recentCallLimits } from './recent-calls.js';
import type { AdmittedCall, AnswerTeller, TellableAnswer } from './repeatable-call.js';

/**
 * Calls without a key, by a client that counts how often it has sent each. On disk there is only that a run is about to change
 * something, so runs that change nothing wait for no disk.
 */
@Injectable()
export class CountedRetries {
  constructor(
    @Inject(CallLedger) private readonly ledger: CallLedger,
    private readonly recent: RecentCalls,
    private readonly known: KnownRuns,
    private readonly durable: DurableRuns,
    private readonly keeper: LedgerKeeper,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Rejects as the teller does, with `RunInterruptedError`, and with `RunUnderWayError`. */
  async answer<Replay, Answer>(call: AdmittedCall, teller: AnswerTeller<Replay, Answer>): Promise<Answer> {
    const fingerprint = fingerprintOf(call);
    const isRetry = (call.repeat.retryCount ?? 0) > 0;
    const again = isRetry ? await this.again<Replay>(fingerprint, call) : undefined;
    return teller.tell(again ?? (await teller.begin(this.watch(fingerprint, call))));
  }

  private async again<Replay>(fingerprint: string, call: AdmittedCall): Promise<TellableAnswer<Replay> | undefined> {
    const recent = this.recent.take(fingerprint);
    if (recent) return this.takeOver(recent, call);
    // One that this process knows and did not give is heard by its own client.
    const except = this.recent.runsLike(fingerprint);
    const noted = await this.ledger.findWithoutKey({ fingerprint, now: this.clock.now(), except });
    return noted && this.known.retell(noted, call);
  }

  private async takeOver<Replay>(recent: RecentCall, call: AdmittedCall): Promise<TellableAnswer<Replay> | undefined> {
    this.recent.follow(recent, call.response);
    if (recent.isBound) await this.durable.untilKept(recent.entry.answer.runId, call.signal);
    const again = await this.known.retell<Replay>(recent.entry, call);
    if (!again) this.recent.drop(recent);
    return again;
  }

  private watch(fingerprint: string, { response }: AdmittedCall): CallWatch {
    const createdAt = this.clock.now();
    return new LedgerWatch(this.keeper, response, {
      hasKey: false,
      fingerprint,
      createdAt,
      place: (call) => placeOf(call, createdAt),
      keep: (entry, { isBound }) => {
        this.recent.follow({ entry, isBound }, response);
        return Promise.resolve();
      },
    });
  }
}

/** For as long as the run may take and its client may ask again. */
function placeOf({ runId, agent }: BegunCall, now: number): Pick<LedgerEntry, 'id' | 'expiresAt'> {
  return { id: runId, expiresAt: now + agent.limits.timeoutMilliseconds + recentCallLimits.milliseconds };
}
