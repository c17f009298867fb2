import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ClientAnswer } from '../../../test/support/client-answer.js';
import { makeKeyRing } from '../../../test/support/credentials.js';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { begunCall, ledgerEntry, repeatableCall } from '../../../test/support/ledger-factory.js';
import { MemoryCallLedger } from '../../../test/support/memory-call-ledger.js';
import type { DurableRuns, RunStanding } from '../../runs/journal/durable-runs.service.js';
import { fingerprintOf } from './call-fingerprint.js';
import type { CallWatch } from './call-watch.js';
import { CountedRetries } from './counted-retries.service.js';
import { KnownRuns } from './known-runs.service.js';
import { LedgerKeeper } from './ledger-keeper.service.js';
import { RecentCalls } from './recent-calls.js';
import type { TellableAnswer } from './repeatable-call.js';
import { AnswerDeletedError, RunInterruptedError } from './repeats.errors.js';

const now = 5_000;
const fingerprint = fingerprintOf(repeatableCall());
const run = { events: (async function* () {})(), endedAt: () => undefined };

type Replay = { id: string };

describe(CountedRetries.name, () => {
  let ledger: MemoryCallLedger;
  let standing: RunStanding;
  let begun: number;
  let isBound: boolean;
  let sut: CountedRetries;
  const untilKept = jest.fn<DurableRuns['untilKept']>();

  beforeEach(() => {
    ledger = new MemoryCallLedger();
    standing = 'completed';
    begun = 0;
    isBound = true;
    untilKept.mockReset().mockResolvedValue();
    const durable = { standing: () => Promise.resolve(standing), tell: () => Promise.resolve(run), untilKept };
    const runs = { ...durable, onKept: () => undefined } as unknown as DurableRuns;
    const clock = new FakeClock(now);
    const keeper = new LedgerKeeper(ledger, runs, clock);
    sut = new CountedRetries(
      ledger,
      new RecentCalls(clock),
      new KnownRuns(runs, makeKeyRing().sut),
      runs,
      keeper,
      clock,
    );
  });

  async function begin(watch: CallWatch): Promise<TellableAnswer<Replay>> {
    begun += 1;
    const replay = { id: `begun ${begun}` };
    await watch.begin(begunCall({ runId: `run_${begun}`, replay, isBound }));
    return { replay, run };
  }

  /** Sends the call for the n-th time after the first. */
  function ask(retryCount: number, client = new ClientAnswer(), rights = 'rights'): Promise<string> {
    const repeat = { key: undefined, retryCount, bodyDigest: () => 'digest' };
    const asked = repeatableCall({ repeat, response: client.response, rights });
    return sut.answer<Replay, string>(asked, { begin, tell: ({ replay }) => replay.id });
  }

  async function askAndLeave(): Promise<void> {
    const client = new ClientAnswer();
    await ask(0, client);
    client.end('left');
  }

  it('K4: a retry is told the run whose client left, and nothing is written', async () => {
    await askAndLeave();
    expect(await ask(1)).toBe('begun 1');
    expect([begun, ledger.entries.size]).toEqual([1, 0]);
  });

  it('K4: a call that is no retry is begun, whatever came before', async () => {
    await askAndLeave();
    expect(await ask(0)).toBe('begun 2');
  });

  it('K4: a retry waits for the end of the run that its client took along', async () => {
    await askAndLeave();
    standing = 'under-way';
    let end = (): void => undefined;
    untilKept.mockReturnValue(new Promise((resolve) => (end = resolve)));
    const answered = ask(1);
    await new Promise(setImmediate);
    expect([begun, untilKept.mock.calls[0]?.[0]]).toEqual([1, 'run_1']);
    standing = 'aborted';
    end();
    expect(await answered).toBe('begun 2');
  });

  it('K4: it does not wait for a run that goes on without its client, but hears it', async () => {
    isBound = false;
    standing = 'under-way';
    await askAndLeave();
    expect(await ask(1)).toBe('begun 1');
    expect(untilKept).not.toHaveBeenCalled();
  });

  it('K4: one that could not reach the same any more is begun anew, without the answer that there was', async () => {
    await askAndLeave();
    expect(await ask(1, new ClientAnswer(), 'others')).toBe('begun 2');
  });

  it('K4: one that could not reach the same any more is refused where something was changed', async () => {
    ledger.entries.set('run_0', ledgerEntry({ runId: 'run_0', fingerprint, sideEffect: true, expiresAt: now + 1 }));
    await expect(ask(1, new ClientAnswer(), 'others')).rejects.toBeInstanceOf(RunInterruptedError);
    expect([await ask(1), begun]).toEqual(['chatcmpl-1', 0]);
  });

  it('K4: an answer that was deleted is not made again where something was changed', async () => {
    ledger.entries.set('run_0', ledgerEntry({ runId: 'run_0', fingerprint, sideEffect: true, expiresAt: now + 1 }));
    await ledger.strike('run_0');
    await expect(ask(1)).rejects.toBeInstanceOf(AnswerDeletedError);
    expect(begun).toBe(0);
  });

  it('K4: after a crash it is refused where the run was about to change something', async () => {
    ledger.entries.set('run_0', ledgerEntry({ runId: 'run_0', fingerprint, sideEffect: true, expiresAt: now + 1 }));
    standing = 'lost';
    await expect(ask(1)).rejects.toBeInstanceOf(RunInterruptedError);
    expect(begun).toBe(0);
  });

  it('K4: after a crash it is refused also while an equal call of this process is at work', async () => {
    ledger.entries.set('run_0', ledgerEntry({ runId: 'run_0', fingerprint, sideEffect: true, expiresAt: now + 1 }));
    await ask(0);
    ledger.entries.set('run_1', ledgerEntry({ runId: 'run_1', fingerprint, sideEffect: true, expiresAt: now + 1 }));
    standing = 'lost';
    await expect(ask(1)).rejects.toBeInstanceOf(RunInterruptedError);
    expect(begun).toBe(1);
  });

  it('K4: it is not told a run on disk whose own client still listens', async () => {
    standing = 'under-way';
    await ask(0);
    ledger.entries.set('run_1', ledgerEntry({ runId: 'run_1', fingerprint, sideEffect: true, expiresAt: now + 1 }));
    expect(await ask(1)).toBe('begun 2');
  });

  it('K4: a run that came to nothing is not offered to the next retry either', async () => {
    await askAndLeave();
    standing = 'failed';
    const client = new ClientAnswer();
    await ask(1, client);
    client.end('left');
    expect([await ask(2), await ask(3)]).toEqual(['begun 3', 'begun 4']);
    expect(untilKept.mock.calls.map(([id]) => id)).toEqual(['run_1', 'run_2']);
  });
});
