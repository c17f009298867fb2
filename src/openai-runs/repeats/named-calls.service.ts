import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { DurableRuns } from '../../runs/journal/durable-runs.service.js';
import { fingerprintOf, keyIdOf } from './call-fingerprint.js';
import { CallLedger, type LedgerEntry } from './call-ledger.port.js';
import { LedgerWatch } from './call-watch.js';
import { KnownRuns } from './known-runs.service.js';
import { LedgerPruner } from './ledger-pruner.service.js';
import type { AnswerTeller, RepeatableCall, TellableAnswer } from './repeatable-call.js';
import { KeyConflictError } from './repeats.errors.js';

/** How long a key stands for its call, in milliseconds. */
export const keyLifetime = 24 * 3_600_000;

/** Calls that the client names by a key: whoever asks with the same key hears the answer of the one run. */
@Injectable()
export class NamedCalls {
  /** By key; those of one key are decided about one after the other. */
  private readonly turns = new Map<string, Promise<unknown>>();

  constructor(
    @Inject(CallLedger) private readonly ledger: CallLedger,
    private readonly known: KnownRuns,
    private readonly durable: DurableRuns,
    private readonly pruner: LedgerPruner,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Rejects as the teller does, with `KeyConflictError`, and with `RunInterruptedError`. */
  async answer<Told, Answer>(key: string, call: RepeatableCall, teller: AnswerTeller<Told, Answer>): Promise<Answer> {
    const id = keyIdOf(call, key);
    return teller.tell(await this.inTurn(id, () => this.find(id, call, teller)));
  }

  private async find<Told>(
    id: string,
    call: RepeatableCall,
    teller: AnswerTeller<Told, unknown>,
  ): Promise<TellableAnswer<Told>> {
    const now = this.clock.now();
    const fingerprint = fingerprintOf(call);
    const found = await this.ledger.find(id);
    const earlier = found && found.expiresAt > now ? found : undefined;
    if (earlier && earlier.fingerprint !== fingerprint) throw new KeyConflictError();
    const again = earlier && (await this.known.retell<Told>(earlier, call));
    if (again) return again;
    if (found) await this.forgetStory(found);
    const place = { id, expiresAt: now + keyLifetime };
    const watch = new LedgerWatch(this.ledger, call.response, {
      isNamed: true,
      fingerprint,
      createdAt: now,
      place: () => place,
      keep: (entry) => this.ledger.put(entry),
    });
    const begun = await teller.begin(watch);
    this.pruner.entryAdded();
    return begun;
  }

  /** The entry is about to be written over, and nobody else knows of these events. */
  private async forgetStory({ answer: { ownsStory, runId } }: LedgerEntry): Promise<void> {
    if (ownsStory) await this.durable.forget([runId]);
  }

  private async inTurn<T>(id: string, work: () => Promise<T>): Promise<T> {
    const before = this.turns.get(id) ?? Promise.resolve();
    const turn = before.then(work, work);
    this.turns.set(id, turn);
    try {
      return await turn;
    } finally {
      if (this.turns.get(id) === turn) this.turns.delete(id);
    }
  }
}
