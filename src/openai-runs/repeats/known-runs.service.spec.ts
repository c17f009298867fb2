import { beforeEach, describe, expect, it } from '@jest/globals';
import { ClientAnswer } from '../../../test/support/client-answer.js';
import { ledgerEntry } from '../../../test/support/ledger-factory.js';
import { type RequestContext, withRequestContext } from '../../observability/request-context.js';
import type { DurableRuns, RunStanding } from '../../runs/journal/durable-runs.service.js';
import { KnownRuns } from './known-runs.service.js';
import { RunInterruptedError, RunUnderWayError } from './repeats.errors.js';

const run = { events: [], endedAt: () => undefined };
const signal = new AbortController().signal;

describe(KnownRuns.name, () => {
  let answer: ClientAnswer;

  beforeEach(() => {
    answer = new ClientAnswer();
  });

  /** `isLong`: there was no room for what the answer is made of. */
  function retell(standing: RunStanding, sideEffect: boolean, isLong = false) {
    const durable = { standing: () => Promise.resolve(standing), tell: () => Promise.resolve(run) };
    const sut = new KnownRuns(durable as unknown as DurableRuns);
    const entry = ledgerEntry({ sideEffect });
    const kept = isLong ? { ...entry, answer: { ...entry.answer, replay: null } } : entry;
    return sut.retell(kept, { response: answer.response, signal });
  }

  it.each<[RunStanding, boolean]>([
    ['under-way', false],
    ['under-way', true],
    ['completed', false],
    ['completed', true],
    ['failed', true],
  ])('K4: tells a run that is %s again (side effect: %s)', async (standing, sideEffect) => {
    expect(await retell(standing, sideEffect)).toEqual({ replay: { id: 'chatcmpl-1' }, run });
    expect(Object.fromEntries(answer.headers)).toEqual({
      'x-openclaw-agent-id': 'main',
      'x-openclaw-run-id': 'run_1',
      'x-openclaw-idempotent-replay': 'true',
    });
  });

  it('names the run and its agent for the log of the request', async () => {
    const context: RequestContext = { requestId: 'req_1', startedAt: 0 };
    await withRequestContext(context, () => retell('completed', false));
    expect(context).toMatchObject({ agentId: 'main', runId: 'run_1' });
  });

  it.each<RunStanding>(['failed', 'aborted', 'lost'])(
    'K4: begins anew after a %s run that changed nothing',
    async (standing) => {
      expect(await retell(standing, false)).toBeUndefined();
      expect(answer.headers.size).toBe(0);
    },
  );

  it.each<RunStanding>(['aborted', 'lost'])(
    'K4: does not begin a %s run anew that may have changed something',
    async (standing) => {
      await expect(retell(standing, true)).rejects.toBeInstanceOf(RunInterruptedError);
      expect(answer.headers.get('x-openclaw-run-id')).toBe('run_1');
      expect(answer.headers.has('x-openclaw-idempotent-replay')).toBe(false);
    },
  );

  it.each<[RunStanding, boolean, boolean]>([
    ['cut', false, false],
    ['cut', true, false],
    ['under-way', false, true],
    ['under-way', true, true],
  ])(
    'K4: has a retry wait for a run at work that it cannot be told (%s, %s, %s)',
    async (standing, sideEffect, isLong) => {
      await expect(retell(standing, sideEffect, isLong)).rejects.toBeInstanceOf(RunUnderWayError);
      expect(answer.headers.get('x-openclaw-run-id')).toBe('run_1');
    },
  );

  it.each<RunStanding>(['completed', 'failed'])(
    'K4: judges a %s run without its answer by what it has changed',
    async (standing) => {
      expect(await retell(standing, false, true)).toBeUndefined();
      await expect(retell(standing, true, true)).rejects.toBeInstanceOf(RunInterruptedError);
    },
  );
});
