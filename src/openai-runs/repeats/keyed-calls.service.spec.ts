import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { makeKeyRing } from '../../../test/support/credentials.js';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { begunCall, ledgerEntry, repeatableCall } from '../../../test/support/ledger-factory.js';
import { MemoryCallLedger } from '../../../test/support/memory-call-ledger.js';
import { RunFailure } from '../../../test/support/run-events.js';
import type { DurableRuns, RunStanding } from '../../runs/journal/durable-runs.service.js';
import { fingerprintOf, keyIdOf } from './call-fingerprint.js';
import type { LedgerEntry } from './call-ledger.port.js';
import type { CallWatch } from './call-watch.js';
import { KeyedCalls, keyLifetime } from './keyed-calls.service.js';
import { KnownRuns } from './known-runs.service.js';
import { LedgerKeeper } from './ledger-keeper.service.js';
import type { AdmittedCall, TellableAnswer } from './repeatable-call.js';
import { AnswerDeletedError, KeyConflictError, RunInterruptedError } from './repeats.errors.js';

const now = 5_000;
const call = repeatableCall();
const id = keyIdOf(call, 'k');
const run = { events: (async function* () {})(), endedAt: () => undefined };

/** Names the run that is told: one that was begun here, by its number, or the one of the entry. */
type Replay = { id: string };

describe(KeyedCalls.name, () => {
  let ledger: MemoryCallLedger;
  let clock: FakeClock;
  let standing: RunStanding;
  let begun: number;
  let sut: KeyedCalls;
  const forget = jest.fn<DurableRuns['forget']>();
  const untilKept = jest.fn<DurableRuns['untilKept']>();

  beforeEach(() => {
    ledger = new MemoryCallLedger();
    clock = new FakeClock(now);
    standing = 'completed';
    begun = 0;
    forget.mockReset().mockResolvedValue();
    untilKept.mockReset().mockResolvedValue();
    const durable = { standing: () => Promise.resolve(standing), tell: () => Promise.resolve(run), forget, untilKept };
    const runs = { ...durable, onKept: () => undefined } as unknown as DurableRuns;
    const known = new KnownRuns(runs, makeKeyRing().sut);
    sut = new KeyedCalls(ledger, known, runs, new LedgerKeeper(ledger, runs, clock), clock);
  });

  async function begin(watch: CallWatch): Promise<TellableAnswer<Replay>> {
    begun += 1;
    const replay = { id: `begun ${begun}` };
    await watch.begin(begunCall({ runId: `run_${begun}`, replay, isBound: false }));
    return { replay, run };
  }

  const answer = (asked: AdmittedCall = call): Promise<string> =>
    sut.answer<Replay, string>('k', asked, { begin, tell: ({ replay }) => replay.id });

  function know(overrides: Partial<LedgerEntry> & { ownsEvents?: boolean; isBound?: boolean } = {}): void {
    const { ownsEvents = true, isBound = false, ...rest } = overrides;
    const entry = ledgerEntry({
      runId: 'run_0',
      id,
      hasKey: true,
      fingerprint: fingerprintOf(call),
      expiresAt: now + 1,
      ...rest,
    });
    ledger.entries.set(id, { ...entry, answer: { ...entry.answer, ownsEvents, isBound } });
  }

  it('K4: notes a call for a day, before its run is read', async () => {
    expect(await answer()).toBe('begun 1');
    const entry = { id, hasKey: true, sideEffect: false, createdAt: now, expiresAt: now + keyLifetime };
    expect(ledger.entries.get(id)).toMatchObject({ ...entry, answer: { runId: 'run_1' } });
    expect(forget).not.toHaveBeenCalled();
  });

  it('K4: of two that come at once begins one, and tells it to both', async () => {
    expect(await Promise.all([answer(), answer(repeatableCall())])).toEqual(['begun 1', 'begun 1']);
    expect(begun).toBe(1);
  });

  it('K4: one whose predecessor could not be begun is begun itself', async () => {
    const failing = sut.answer<Replay, string>('k', call, {
      begin: () => Promise.reject(new RunFailure()),
      tell: () => 'told',
    });
    const next = answer();
    await expect(failing).rejects.toBeInstanceOf(RunFailure);
    expect(await next).toBe('begun 1');
  });

  it('K4: refuses another request with the same key, until the key has expired', async () => {
    know({ fingerprint: 'other' });
    await expect(answer()).rejects.toBeInstanceOf(KeyConflictError);
    await clock.advance(1);
    expect(await answer()).toBe('begun 1');
  });

  it('K4: refuses the same request where it could not reach the same any more', async () => {
    know({ rights: 'more than now' });
    await expect(answer()).rejects.toBeInstanceOf(KeyConflictError);
    expect(begun).toBe(0);
  });

  it('K4: tells nobody an answer that was deleted, and does not make it again', async () => {
    know();
    await ledger.strike('run_0');
    for (const came of ['completed', 'failed', 'lost'] as const) {
      standing = came;
      await expect(answer()).rejects.toBeInstanceOf(AnswerDeletedError);
    }
    expect([begun, forget.mock.calls]).toEqual([0, []]);
  });

  describe('a run that ends with another client', () => {
    let end: () => void;

    beforeEach(() => {
      know({ isBound: true });
      standing = 'under-way';
      untilKept.mockReturnValue(new Promise((resolve) => (end = resolve)));
    });

    it('K4: is waited for, and told where it came to its end', async () => {
      const answered = answer();
      await new Promise(setImmediate);
      expect(untilKept.mock.calls).toEqual([['run_0', call.signal]]);
      standing = 'completed';
      end();
      expect(await answered).toBe('chatcmpl-1');
    });

    it('K4: gives way to a run of its own where its client left before anything was changed', async () => {
      const answered = answer();
      await new Promise(setImmediate);
      standing = 'aborted';
      end();
      expect(await answered).toBe('begun 1');
    });

    it('K4: is not begun again where it has changed something meanwhile', async () => {
      const answered = answer();
      await new Promise(setImmediate);
      know({ isBound: true, sideEffect: true });
      standing = 'aborted';
      end();
      await expect(answered).rejects.toBeInstanceOf(RunInterruptedError);
      expect(begun).toBe(0);
    });
  });

  it.each<[string, number, RunStanding]>([
    ['has expired', now, 'completed'],
    ['failed having changed nothing', now + 1, 'failed'],
  ])('forgets the events of a call that %s, of which nobody will know', async (_, expiresAt, came) => {
    know({ expiresAt });
    standing = came;
    expect(await answer()).toBe('begun 1');
    expect(forget.mock.calls).toEqual([[['run_0']]]);
  });

  it('leaves the events alone that belong to a kept response, and those of a run that is told again', async () => {
    know({ expiresAt: now, ownsEvents: false });
    expect(await answer()).toBe('begun 1');
    know();
    expect(await answer()).toBe('chatcmpl-1');
    expect(forget).not.toHaveBeenCalled();
  });
});
