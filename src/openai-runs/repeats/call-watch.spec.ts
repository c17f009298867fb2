import { beforeEach, describe, expect, it } from '@jest/globals';
import { ClientAnswer } from '../../../test/support/client-answer.js';
import { begunCall } from '../../../test/support/ledger-factory.js';
import { MemoryCallLedger } from '../../../test/support/memory-call-ledger.js';
import type { RunRequest } from '../../runs/run-request.js';
import type { LedgerEntry } from './call-ledger.port.js';
import { LedgerWatch } from './call-watch.js';
import { CallLedgerError } from './repeats.errors.js';

describe(LedgerWatch.name, () => {
  let ledger: MemoryCallLedger;
  let kept: LedgerEntry[];
  let sut: LedgerWatch;

  beforeEach(() => {
    ledger = new MemoryCallLedger();
    kept = [];
    const answer = new ClientAnswer();
    answer.setHeader('x-openclaw-run-id', 'run_1');
    sut = new LedgerWatch(ledger, answer.response, {
      hasKey: false,
      credentialId: 'shared-token',
      fingerprint: 'same',
      rights: 'rights',
      createdAt: 1_000,
      place: ({ runId }) => ({ id: runId, expiresAt: 2_000 }),
      keep: (entry) => {
        kept.push(entry);
        return Promise.resolve();
      },
    });
  });

  const beforeSideEffect = (): Promise<void> | undefined =>
    sut.prepare({} as unknown as RunRequest).beforeSideEffect?.();

  it('gives the entry of the call away before the run begins, and writes nothing itself', async () => {
    const call = begunCall();
    await sut.begin(call);
    const { runId, replay, ownsEvents, isBound } = call;
    const answer = { runId, headers: { 'x-openclaw-run-id': runId }, replay, ownsEvents, isBound };
    const entry = {
      id: runId,
      hasKey: false,
      credentialId: 'shared-token',
      fingerprint: 'same',
      rights: 'rights',
      sideEffect: false,
      createdAt: 1_000,
      expiresAt: 2_000,
    };
    expect(kept).toEqual([{ ...entry, answer }]);
    expect(ledger.entries.size).toBe(0);
  });

  it('K4: notes on disk that the run is about to change something, and then in the entry', async () => {
    await sut.begin(begunCall());
    await beforeSideEffect();
    expect(ledger.entries.get('run_1')).toMatchObject({ sideEffect: true, fingerprint: 'same' });
    expect(kept).toMatchObject([{ sideEffect: true }]);
  });

  it('K4: where that cannot be noted, nothing may be changed', async () => {
    await sut.begin(begunCall());
    ledger.failure = new CallLedgerError(new Error('disk full'));
    await expect(beforeSideEffect()).rejects.toBe(ledger.failure);
    expect(kept).toMatchObject([{ sideEffect: false }]);
  });

  it('lets no run change anything whose call was not begun', async () => {
    await expect(beforeSideEffect()).rejects.toThrow('before its call was noted');
    expect(ledger.entries.size).toBe(0);
  });
});
