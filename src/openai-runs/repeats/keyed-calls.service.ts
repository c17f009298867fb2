import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { DurableRuns } from '../../runs/journal/durable-runs.service.js';
import { fingerprintOf, keyIdOf } from './call-fingerprint.js';
import { CallLedger, type LedgerEntry } from './call-ledger.port.js';
import { type CallWatch, LedgerWatch } from './call-watch.js';
import { KnownRuns } from './known-runs.service.js';
import { LedgerKeeper } from './ledger-keeper.service.js';
import type { AdmittedCall, AnswerTeller, TellableAnswer } from './repeatable-call.js';
import { KeyConflictError } from './repeats.errors.js';

/** How long a key stands for its call, in milliseconds. */
export const keyLifetime = 24 * 3_600_000;

/** Calls with a key: whoever asks with the same key hears the answer of the one run. */
@Injectable()
export class KeyedCalls {
  /** By key; those of one key are decided about one after the other. */
  private readonly decisions = new Map<string, Promise<unknown>>();

  constructor(
    @Inject(CallLedger) private readonly ledger: CallLedger,
    private readonly known: KnownRuns,
    private readonly durable: DurableRuns,
    private readonly keeper: LedgerKeeper,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Rejects as the teller and `KnownRuns.retell` do, and with `KeyConflictError`. */
  async answer<Replay, Answer>(key: string, call: AdmittedCall, teller: AnswerTeller<Replay, Answer>): Promise<Answer> {
    const id = keyIdOf(call, key);
    return teller.tell(await this.oneByOne(id, () => this.find(id, call, teller)));
  }

  private async find<Replay>(
    id: string,
    call: AdmittedCall,
    teller: AnswerTeller<Replay, unknown>,
  ): Promise<TellableAnswer<Replay>> {
    const now = this.clock.now();
    const asked = { fingerprint: fingerprintOf(call), rights: call.rights };
    const found = await this.ledger.find(id);
    const earlier = found && found.expiresAt > now ? found : undefined;
    if (earlier && !isSame(earlier, asked)) throw new KeyConflictError();
    const again = earlier && (await this.again<Replay>(earlier, call));
    if (again) return again;
    if (found) await this.forgetEvents(found);
    return teller.begin(this.watch(id, call));
  }

  /** What a run has changed that ends with its client is in the ledger once it is over. */
  private async again<Replay>(earlier: LedgerEntry, call: AdmittedCall): Promise<TellableAnswer<Replay> | undefined> {
    const { id, answer } = earlier;
    if (!answer.isBound) return this.known.retell(earlier, call);
    await this.durable.untilKept(answer.runId, call.signal);
    return this.known.retell((await this.ledger.find(id)) ?? earlier, call);
  }

  private watch(id: string, call: AdmittedCall): CallWatch {
    const now = this.clock.now();
    return new LedgerWatch(this.keeper, call.response, {
      hasKey: true,
      credentialId: call.owner.credential.id,
      fingerprint: fingerprintOf(call),
      rights: call.rights,
      createdAt: now,
      place: () => ({ id, expiresAt: now + keyLifetime }),
      keep: (entry) => this.keeper.put(entry),
    });
  }

  /** The entry is about to be written over, and nobody else knows of these events. */
  private async forgetEvents({ answer: { ownsEvents, runId } }: LedgerEntry): Promise<void> {
    if (ownsEvents) await this.durable.forget([runId]);
  }

  private async oneByOne<T>(id: string, work: () => Promise<T>): Promise<T> {
    const before = this.decisions.get(id) ?? Promise.resolve();
    const decision = before.then(work, work);
    this.decisions.set(id, decision);
    try {
      return await decision;
    } finally {
      if (this.decisions.get(id) === decision) this.decisions.delete(id);
    }
  }
}

type Asked = Pick<LedgerEntry, 'fingerprint' | 'rights'>;

function isSame(one: Asked, other: Asked): boolean {
  return one.fingerprint === other.fingerprint && one.rights === other.rights;
}
