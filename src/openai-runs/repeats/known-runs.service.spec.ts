import { beforeEach, describe, expect, it } from '@jest/globals';
import { ClientAnswer } from '../../../test/support/client-answer.js';
import { makeKeyRing, sharedToken } from '../../../test/support/credentials.js';
import { ledgerEntry, repeatableCall } from '../../../test/support/ledger-factory.js';
import type { Credential } from '../../auth/credential.js';
import { type RequestContext, withRequestContext } from '../../observability/request-context.js';
import type { DurableRuns, RunStanding } from '../../runs/journal/durable-runs.service.js';
import { KeyEndedError } from '../../runs/runs.errors.js';
import { KnownRuns } from './known-runs.service.js';
import { AnswerDeletedError, RunInterruptedError, RunUnderWayError } from './repeats.errors.js';

const run = { events: [], endedAt: () => undefined };

describe(KnownRuns.name, () => {
  let answer: ClientAnswer;
  let ring: ReturnType<typeof makeKeyRing>;

  beforeEach(() => {
    answer = new ClientAnswer();
    ring = makeKeyRing();
  });

  interface Case {
    /** Whether there was no room for what the answer is made of. */
    isLong?: boolean;
    /** Of the call that comes again; those of the first one are `rights`. */
    rights?: string;
    isDeleted?: boolean;
    credential?: Credential;
  }

  function retell(standing: RunStanding, sideEffect: boolean, given: Case = {}) {
    const { isLong = false, rights = 'rights', isDeleted = false, credential = sharedToken } = given;
    const durable = { standing: () => Promise.resolve(standing), tell: () => Promise.resolve(run) };
    const sut = new KnownRuns(durable as unknown as DurableRuns, ring.sut);
    const entry = ledgerEntry({ sideEffect });
    const replay = isLong ? null : entry.answer.replay;
    const owner = { credential, header: 'absent' } as const;
    const listener = repeatableCall({ response: answer.response, owner, rights });
    return sut.retell({ ...entry, answer: { ...entry.answer, replay, isDeleted } }, listener);
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
      await expect(retell(standing, sideEffect, { isLong })).rejects.toBeInstanceOf(RunUnderWayError);
      expect(answer.headers.get('x-openclaw-run-id')).toBe('run_1');
    },
  );

  it.each<RunStanding>(['completed', 'failed'])(
    'K4: judges a %s run without its answer by what it has changed',
    async (standing) => {
      expect(await retell(standing, false, { isLong: true })).toBeUndefined();
      await expect(retell(standing, true, { isLong: true })).rejects.toBeInstanceOf(RunInterruptedError);
    },
  );

  it.each<RunStanding>(['completed', 'failed'])(
    'K4: keeps the answer of a %s run from whoever could not reach the same any more',
    async (standing) => {
      expect(await retell(standing, false, { rights: 'others' })).toBeUndefined();
      await expect(retell(standing, true, { rights: 'others' })).rejects.toBeInstanceOf(RunInterruptedError);
    },
  );

  it.each([false, true])(
    'K4: keeps a run at work from whoever could not reach the same any more (side effect: %s)',
    async (sideEffect) => {
      await expect(retell('under-way', sideEffect, { rights: 'others' })).rejects.toBeInstanceOf(RunUnderWayError);
    },
  );

  it.each<RunStanding>(['under-way', 'completed', 'failed', 'aborted', 'lost'])(
    'K4: tells nobody a %s run whose answer was deleted, and lets nobody begin it anew',
    async (standing) => {
      for (const sideEffect of [false, true]) {
        await expect(retell(standing, sideEffect, { isDeleted: true })).rejects.toBeInstanceOf(AnswerDeletedError);
      }
    },
  );

  it.each<RunStanding>(['under-way', 'completed'])(
    'C6: tells a %s run to nobody whose key has ended while it waited',
    async (standing) => {
      const key = { id: 'ann', key: 'a-key-of-the-test' };
      ring.configure([key]);
      const credential = ring.sut.find(key.key);
      if (!credential) throw new Error('the key is not there');
      expect(await retell(standing, true, { credential })).toBeDefined();
      answer = new ClientAnswer();
      ring.configure([]);
      await expect(retell(standing, true, { credential })).rejects.toBeInstanceOf(KeyEndedError);
      expect(answer.headers.size).toBe(0);
    },
  );
});
