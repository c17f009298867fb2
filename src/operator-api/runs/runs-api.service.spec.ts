import { describe, expect, it } from '@jest/globals';
import { sharedToken } from '../../../test/support/credentials.js';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { RunFailure, runEnd } from '../../../test/support/run-events.js';
import { runOrigin } from '../../../test/support/run-log-factory.js';
import { thrownBy } from '../../../test/support/thrown-error.js';
import type { SessionChoice } from '../../control/sessions/session-keys.service.js';
import { EventStream } from '../../http/event-stream.js';
import { RunJournal } from '../../runs/journal/run-journal.service.js';
import { RunCancelledError } from '../../runs/runs.errors.js';
import { RunsApi } from './runs-api.service.js';

/** `ends` is whether a run that is told to stop does so. */
function setUp({ ends = true } = {}) {
  const clock = new FakeClock();
  const journal = new RunJournal(clock);
  const tell = new Map<string, ReturnType<RunJournal['open']>>();
  const cancelled: string[] = [];
  const runs = {
    cancel: (id: string) => {
      cancelled.push(id);
      if (ends) tell.get(id)?.([{ type: 'run-error', error: new RunCancelledError() }]);
      return journal.find(id) !== undefined;
    },
  };
  const keys = { kept: ({ key, agentId = 'main' }: SessionChoice) => `agent:${agentId}:${key}` };
  const agents = { checkAllowed: () => undefined };
  const open = (id: string, agentId = 'main', sessionKey = `agent:${agentId}:desk`): void => {
    tell.set(id, journal.open(runOrigin({ id, agentId, sessionKey })));
  };
  const sut: RunsApi = Reflect.construct(RunsApi, [journal, runs, keys, agents, clock]);
  const say = (id: string, ...events: Parameters<ReturnType<RunJournal['open']>>[0]): void => tell.get(id)?.(events);
  return { sut, open, say, cancelled, clock };
}

const { signal } = new AbortController();

describe('RunsApi.list', () => {
  it('has the newest first, and only those that fit', () => {
    const { sut, open, say } = setUp();
    open('run_1');
    open('run_2', 'beta');
    open('run_3', 'main', 'agent:main:other');
    say('run_1', { type: 'model-start' }, runEnd());
    say('run_2', { type: 'run-error', error: new RunFailure() });
    const idsOf = (query: Record<string, string>) => sut.list(query, sharedToken).data.map(({ id }) => id);
    expect(idsOf({})).toEqual(['run_3', 'run_2', 'run_1']);
    expect(idsOf({ status: 'completed' })).toEqual(['run_1']);
    expect(idsOf({ agent: 'Beta' })).toEqual(['run_2']);
    expect(idsOf({ session: 'desk' })).toEqual(['run_1']);
    expect(idsOf({ session: 'desk', agent: 'beta', status: 'failed' })).toEqual(['run_2']);
    expect(sut.list({ limit: '2' }, sharedToken)).toMatchObject({ total: 3, has_more: true });
    expect(sut.list({ limit: '3' }, sharedToken)).toMatchObject({ total: 3, has_more: false });
  });

  it.each([
    ['status', 'gone'],
    ['agent', 'no agent'],
    ['limit', '0'],
    ['session', ['a', 'b']],
  ])('refuses the %s %j, naming it', (param, value) => {
    expect(thrownBy(() => setUp().sut.list({ [param]: value }, sharedToken))).toMatchObject({ status: 400, param });
  });
});

describe('RunsApi.describe', () => {
  it('tells times in seconds, and null for what has not happened', () => {
    const { sut, open } = setUp();
    open('run_1');
    expect(sut.describe('run_1', sharedToken)).toMatchObject({
      status: 'queued',
      created_at: Date.UTC(2026, 0, 1) / 1000,
      ...{ started_at: null, ended_at: null, model: null, usage: null, finish_reason: null, error: null },
      events: 0,
    });
  });

  it('is not found', () => {
    expect(thrownBy(() => setUp().sut.describe('__proto__', sharedToken))).toMatchObject({
      status: 404,
      code: 'run_not_found',
    });
  });
});

describe('RunsApi.follow', () => {
  const from = (lastEventId?: string) => ({ credential: sharedToken, query: {}, lastEventId, signal });

  it('is a stream, and nothing for a reader who has had the last event', () => {
    const { sut, open, say } = setUp();
    open('run_1');
    expect(sut.follow('run_1', from())).toBeInstanceOf(EventStream);
    say('run_1', { type: 'model-start' }, runEnd());
    expect(sut.follow('run_1', from('0'))).toBeInstanceOf(EventStream);
    expect(sut.follow('run_1', from('1'))).toBeUndefined();
  });

  it('refuses a place where the run has not been, and a run that nobody knows', () => {
    const { sut, open } = setUp();
    open('run_1');
    expect(thrownBy(() => sut.follow('run_1', from('0')))).toMatchObject({ status: 400, param: 'Last-Event-ID' });
    expect(thrownBy(() => sut.follow('run_2', from()))).toMatchObject({ status: 404, code: 'run_not_found' });
  });
});

describe('RunsApi.cancel', () => {
  it('gives the run as it ended', async () => {
    const { sut, open } = setUp();
    open('run_1');
    const run = await sut.cancel('run_1', { credential: sharedToken, signal });
    expect(run).toMatchObject({ status: 'cancelled', error: { code: 'run_cancelled' } });
  });

  it('leaves a run that is over as it is', async () => {
    const { sut, open, say } = setUp();
    open('run_1');
    say('run_1', runEnd());
    expect(await sut.cancel('run_1', { credential: sharedToken, signal })).toMatchObject({
      status: 'completed',
      error: null,
    });
  });

  it('says after two seconds that a run is still ending, and may be asked again', async () => {
    const { sut, open, cancelled, clock, say } = setUp({ ends: false });
    open('run_1');
    const refused = expect(sut.cancel('run_1', { credential: sharedToken, signal })).rejects.toMatchObject({
      status: 409,
      code: 'run_still_ending',
      retryAfterSeconds: 1,
    });
    await clock.advance(2_000);
    await refused;
    const again = sut.cancel('run_1', { credential: sharedToken, signal });
    say('run_1', { type: 'run-error', error: new RunCancelledError() });
    expect(await again).toMatchObject({ status: 'cancelled' });
    expect(cancelled).toEqual(['run_1', 'run_1']);
    expect(clock.waiting).toBe(0);
  });

  it('rejects for a run that nobody knows, and for a caller that leaves', async () => {
    const { sut, open } = setUp({ ends: false });
    await expect(sut.cancel('run_1', { credential: sharedToken, signal })).rejects.toMatchObject({
      status: 404,
      code: 'run_not_found',
    });
    open('run_1');
    const leaving = new AbortController();
    const left = sut.cancel('run_1', { credential: sharedToken, signal: leaving.signal });
    leaving.abort();
    await expect(left).rejects.toMatchObject({ name: 'AbortError' });
  });
});
