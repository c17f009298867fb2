import { beforeEach, describe, expect, it } from '@jest/globals';
import { ClientAnswer } from '../../../test/support/client-answer.js';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { ledgerEntry } from '../../../test/support/ledger-factory.js';
import { MemoryCallLedger } from '../../../test/support/memory-call-ledger.js';
import { DeletedAnswers } from './deleted-answers.service.js';
import { RecentCalls } from './recent-calls.js';

describe(DeletedAnswers.name, () => {
  let ledger: MemoryCallLedger;
  let recent: RecentCalls;
  let sut: DeletedAnswers;

  beforeEach(() => {
    ledger = new MemoryCallLedger();
    recent = new RecentCalls(new FakeClock());
    sut = new DeletedAnswers(ledger, recent);
  });

  it('K4: leaves of a call that it was made, and of its run nothing to be told', async () => {
    const entries = ['run_1', 'run_2'].map((runId) => ledgerEntry({ runId, sideEffect: true }));
    for (const entry of entries) {
      await ledger.put({ ...entry });
      const client = new ClientAnswer();
      recent.follow(entry, client.response);
      client.end('left');
    }
    await sut.strike('run_2');
    expect(ledger.entries.get('run_2')).toMatchObject({ sideEffect: true, answer: { replay: null, isDeleted: true } });
    expect(ledger.entries.get('run_1')).toEqual(entries[0]);
    expect(recent.take('same')?.answer.runId).toBe('run_1');
    expect(recent.take('same')).toBeUndefined();
  });
});
