import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { DurableRuns } from '../../runs/journal/durable-runs.service.js';
import { fingerprintOf } from './call-fingerprint.js';
import { CallLedger, type LedgerEntry } from './call-ledger.port.js';
import { type BegunCall, type CallWatch, LedgerWatch } from './call-watch.js';
import { KnownRuns } from './known-runs.service.js';
import { LedgerKeeper } from './ledger-keeper.service.js';
import { RecentCalls, recentCallLimits } from './recent-calls.js';
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

  /** Rejects as the teller and `KnownRuns.retell` do. */
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

  private async takeOver<Replay>(recent: LedgerEntry, call: AdmittedCall): Promise<TellableAnswer<Replay> | undefined> {
    const { isBound, runId } = recent.answer;
    this.recent.follow(recent, call.response);
    if (isBound) await this.durable.untilKept(runId, call.signal);
    const again = await this.known.retell<Replay>(recent, call);
    if (!again) this.recent.drop(runId);
    return again;
  }

  private watch(fingerprint: string, call: AdmittedCall): CallWatch {
    const createdAt = this.clock.now();
    return new LedgerWatch(this.keeper, call.response, {
      hasKey: false,
      credentialId: call.owner.credential.id,
      fingerprint,
      rights: call.rights,
      createdAt,
      place: (begun) => placeOf(begun, createdAt),
      keep: (entry) => {
        this.recent.follow(entry, call.response);
        return Promise.resolve();
      },
    });
  }
}

/** For as long as the run may take and its client may ask again. */
function placeOf({ runId, agent }: BegunCall, now: number): Pick<LedgerEntry, 'id' | 'expiresAt'> {
  return { id: runId, expiresAt: now + agent.limits.timeoutMilliseconds + recentCallLimits.milliseconds };
}
