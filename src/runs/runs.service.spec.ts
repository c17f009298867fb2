import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { CountedLanes } from '../../test/support/counted-lanes.js';
import { resolvedAgent } from '../../test/support/agent-factory.js';
import { MemoryAuditLog } from '../../test/support/audit-fixtures.js';
import { keyCredential } from '../../test/support/credentials.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { FakeIds } from '../../test/support/fake-ids.js';
import { usageOf } from '../../test/support/loop-factory.js';
import { collectRun, isTerminal, runRequest } from '../../test/support/run-factory.js';
import { KeyLimits } from '../auth/limits/key-limits.service.js';
import { MemoryKeyUsageStorage } from '../auth/limits/memory-key-usage-storage.js';
import type { GatewayError } from '../common/gateway-error.js';
import { GatewayConfig } from '../config/gateway.config.js';
import { fixed } from '../../test/support/fixed.js';
import { SessionConfig } from '../config/session.config.js';
import { ProviderError } from '../providers/provider.errors.js';
import { SessionLaneService } from '../sessions/session-lane.service.js';
import { RunJournal } from './journal/run-journal.service.js';
import { RunAdmission } from './run-admission.service.js';
import type { RunEvent } from './run-event.js';
import type { RunExecutor } from './run-executor.service.js';
import type { RunPlanner } from './run-planner.service.js';
import { RunRegistry } from './run-registry.js';
import type { RunRequest } from './run-request.js';
import type { RunState } from './run-state.js';
import { RunAudit } from './run-audit.service.js';
import { RunSupervisor } from './run-supervisor.service.js';
import { RunsService } from './runs.service.js';

type Execute = (request: RunRequest, state: RunState) => AsyncGenerator<RunEvent[]>;

const end: RunEvent = { type: 'run-end', finishReason: 'stop', usage: usageOf(1, 1), model: 'builtin/guide' };

async function* answers(): AsyncGenerator<RunEvent[]> {
  yield [{ type: 'model-start' }];
  yield [{ type: 'text-delta', text: 'Hello.' }];
  yield [end];
}

/** Says that it has begun, and then waits for the signal. */
async function* hangs(_request: RunRequest, { signal }: RunState): AsyncGenerator<RunEvent[]> {
  yield [{ type: 'model-start' }];
  await new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new ProviderError('aborted', 'aborted')));
  });
}

function fails(error: unknown, sideEffect = false): Execute {
  return async function* (_request, state) {
    yield [{ type: 'model-start' }];
    state.tree.sideEffect = sideEffect;
    throw error;
  };
}

function make(execute: Execute, gateway: Partial<GatewayConfig> = {}) {
  const clock = new FakeClock();
  const lanes = new CountedLanes(new SessionLaneService(fixed(Object.assign(new SessionConfig(), { maxQueued: 1 }))));
  const states: RunState[] = [];
  const executor = {
    execute: (request: RunRequest, state: RunState) => {
      states.push(state);
      return execute(request, state);
    },
  };
  const config = Object.assign(new GatewayConfig(), gateway);
  const limits = new KeyLimits(new MemoryKeyUsageStorage(clock));
  const admission = new RunAdmission(lanes, fixed(config), limits, clock);
  const journal = new RunJournal(clock);
  const supervisor = new RunSupervisor(new RunRegistry(), journal, new RunAudit(new MemoryAuditLog()), clock);
  const plan = jest.fn<RunPlanner['plan']>();
  const planner = { plan } as unknown as RunPlanner;
  const sut = new RunsService(executor as RunExecutor, admission, supervisor, planner, new FakeIds());
  return { sut, clock, lanes, states, plan, journal, limits };
}

function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function errorOf(events: RunEvent[]): GatewayError {
  const last = events.at(-1);
  if (last?.type !== 'run-error') throw new Error(`ended with ${last?.type ?? 'nothing'}`);
  expect(events.filter(isTerminal)).toHaveLength(1);
  return last.error;
}

describe(RunsService.name, () => {
  let warned: jest.SpiedFunction<Logger['warn']>;

  beforeEach(() => {
    warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('L1: gives the events of the run, with one terminal event, and leaves nothing behind', async () => {
    const { sut, clock, lanes, states } = make(answers);
    const controller = new AbortController();
    const run = await sut.start(runRequest({ session: { user: 'ada' }, signal: controller.signal }));
    expect(run).toMatchObject({ id: expect.stringMatching(/^run_/), sessionKey: 'agent:main:openai-user:ada:guest' });
    const events = await collectRun(run.events);
    expect(events).toEqual([{ type: 'model-start' }, { type: 'text-delta', text: 'Hello.' }, end]);
    expect([clock.waiting, lanes.size, getEventListeners(controller.signal, 'abort').length]).toEqual([0, 0, 0]);
    expect(states).toMatchObject([{ id: run.id, session: { key: run.sessionKey } }]);
    expect(warned).not.toHaveBeenCalled();
  });

  it('nothing happens until the events are read', async () => {
    const { sut, clock, states } = make(answers);
    await sut.start(runRequest());
    await settle();
    expect([states.length, clock.waiting]).toEqual([0, 0]);
  });

  it('H1: a stateless call has a fresh session each time', async () => {
    const { sut } = make(answers);
    const keys = [(await sut.start(runRequest())).sessionKey, (await sut.start(runRequest())).sessionKey];
    expect(keys[0]).toMatch(/^agent:main:openai:/);
    expect(keys[0]).not.toBe(keys[1]);
  });

  it('H3: the header wins over user, and a key of another agent is refused at once', async () => {
    const { sut } = make(answers);
    expect((await sut.start(runRequest({ session: { header: 'desk', user: 'ada' } }))).sessionKey).toBe(
      'agent:main:desk',
    );
    await expect(sut.start(runRequest({ session: { header: 'agent:other:desk' } }))).rejects.toThrow(
      expect.objectContaining({ status: 400 }),
    );
  });

  it('H4: what an agent takes for the ordinary sender has the plain key', async () => {
    const { sut } = make(answers);
    const keyOf = async (publicMode: boolean, isOwner: boolean): Promise<string> => {
      const agent = resolvedAgent({ publicMode });
      const run = await sut.start(runRequest({ agent, owner: { isOwner, why: 'header' }, session: { user: 'ada' } }));
      return run.sessionKey;
    };
    expect(await keyOf(false, true)).toBe(await keyOf(true, false));
    expect(await keyOf(false, false)).toMatch(/:guest$/);
    expect(await keyOf(true, true)).toMatch(/:owner$/);
  });

  it('a preview plans in the session that the run would have, and runs nothing', async () => {
    const { sut, plan, states, clock } = make(answers);
    const request = runRequest({ session: { header: 'desk' } });
    const run = sut.preview(request);
    expect(run.session.key).toBe((await sut.start(request)).sessionKey);
    await run.plan();
    expect(plan.mock.calls).toEqual([[request, run.session, request.signal]]);
    expect([states.length, clock.waiting]).toEqual([0, 0]);
    expect(() => sut.preview(runRequest({ session: { header: 'agent:other:desk' } }))).toThrow(
      expect.objectContaining({ status: 400 }),
    );
  });

  it('L3: a run over its time is aborted and ends with 504 run_timeout', async () => {
    const { sut, clock, states } = make(hangs);
    const agent = resolvedAgent({ limits: { ...resolvedAgent().limits, timeoutMilliseconds: 7_000 } });
    const events = collectRun((await sut.start(runRequest({ agent }))).events);
    await settle();
    await clock.advance(6_999);
    expect(states[0]?.signal.aborted).toBe(false);
    await clock.advance(1);
    expect(errorOf(await events)).toMatchObject({ status: 504, code: 'run_timeout', retryable: false });
    expect(clock.waiting).toBe(0);
  });

  it('L3: a run whose reader is stuck gives its session and its slot back when its time is over', async () => {
    const { sut, clock } = make(hangs, { maxConcurrentRuns: 1 });
    const session = { header: 'desk' };
    const stuck = (await sut.start(runRequest({ session }))).events[Symbol.asyncIterator]();
    expect(await stuck.next()).toMatchObject({ value: [{ type: 'model-start' }] });
    await clock.advance(600_000);
    const next = (await sut.start(runRequest({ session }))).events[Symbol.asyncIterator]();
    expect(await next.next()).toMatchObject({ value: [{ type: 'model-start' }] });
    expect(await stuck.next()).toMatchObject({ value: [{ type: 'run-error', error: { code: 'run_timeout' } }] });
    expect(await stuck.next()).toMatchObject({ done: true });
    await next.return?.();
  });

  it('L3: the time in the queue counts', async () => {
    const { sut, clock, lanes } = make(answers);
    const lease = await lanes.acquire('agent:main:desk', new AbortController().signal);
    const events = collectRun((await sut.start(runRequest({ session: { header: 'desk' } }))).events);
    await clock.advance(600_000);
    expect(errorOf(await events)).toMatchObject({ code: 'run_timeout' });
    lease.release();
    expect(lanes.size).toBe(0);
  });

  it('J5: a caller that leaves aborts the run, wherever it is', async () => {
    const { sut, lanes } = make(hangs);
    const controller = new AbortController();
    const working = await sut.start(runRequest({ session: { header: 'desk' }, signal: controller.signal }));
    const queued = await sut.start(runRequest({ session: { header: 'desk' }, signal: controller.signal }));
    const both = Promise.all([collectRun(working.events), collectRun(queued.events)]);
    await settle();
    expect(lanes.size).toBe(1);
    controller.abort(new Error('socket closed'));
    for (const events of await both)
      expect(errorOf(events)).toMatchObject({ status: 499, code: 'aborted', retryable: false });
    expect(lanes.size).toBe(0);
    expect(warned).not.toHaveBeenCalled();
  });

  it('J5: a caller that has left before gets no run', async () => {
    const { sut, states } = make(answers);
    const events = await collectRun((await sut.start(runRequest({ signal: AbortSignal.abort() }))).events);
    expect(errorOf(events)).toMatchObject({ code: 'aborted' });
    expect(states).toEqual([]);
  });

  describe('C6: for a key that is limited', () => {
    const credential = keyCredential('site', { limits: { tokensPerMinute: 5_000, maxConcurrent: 1 } });
    const uses = (then: Execute): Execute =>
      async function* (request, state) {
        state.tokens.add(usageOf(300, 40));
        yield* then(request, state);
      };
    const ways: [string, Execute, number][] = [
      ['ends', uses(answers), 340],
      ['fails', uses(fails(new Error('broken'))), 340],
      ['fails before it asks a model', fails(new Error('broken')), 0],
    ];

    it.each(ways)('a run that %s books what it has used, and leaves its place', async (_way, execute, used) => {
      jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
      const { sut, limits } = make(execute);
      const { allowances, events } = await sut.start(runRequest({ credential }));
      expect(allowances.tokens?.remaining).toBe(4_000);
      await collectRun(events);
      expect((await limits.look(credential)).tokens?.remaining).toBe(5_000 - used);
      await expect(sut.start(runRequest({ credential }))).resolves.toBeDefined();
    });

    it('a run whose reader leaves books what it has used, and leaves its place', async () => {
      const { sut, limits } = make(uses(hangs));
      const iterator = (await sut.start(runRequest({ credential }))).events[Symbol.asyncIterator]();
      await iterator.next();
      await expect(sut.start(runRequest({ credential }))).rejects.toMatchObject({ code: 'too_many_runs' });
      const leaving = iterator.return?.();
      await leaving;
      expect((await limits.look(credential)).tokens?.remaining).toBe(4_660);
      await expect(sut.start(runRequest({ credential }))).resolves.toBeDefined();
    });

    it('of 20 calls at once no more are accepted than may run, and the others are no runs', async () => {
      const { sut, journal, limits } = make(answers);
      const calls = Array.from({ length: 20 }, () => sut.start(runRequest({ credential })));
      const settled = await Promise.allSettled(calls);
      const accepted = settled.flatMap((call) => (call.status === 'fulfilled' ? [call.value] : []));
      const refused = settled.flatMap((call) => (call.status === 'rejected' ? [call.reason as GatewayError] : []));
      expect([accepted.length, refused.length, journal.list()]).toEqual([1, 19, []]);
      for (const error of refused) expect(error).toMatchObject({ status: 429, code: 'too_many_runs' });
      expect((await limits.look(credential)).tokens?.remaining).toBe(4_000);
      for (const { events } of accepted) expect((await collectRun(events)).at(-1)).toEqual(end);
      await expect(sut.start(runRequest({ credential }))).resolves.toBeDefined();
    });

    it('a call that a limit refuses and one whose caller has left keep no place', async () => {
      const { sut } = make(answers);
      const once = keyCredential('once', { limits: { requestsPerMinute: 2, maxConcurrent: 1 } });
      const left = await sut.start(runRequest({ credential: once, signal: AbortSignal.abort() }));
      expect(errorOf(await collectRun(left.events))).toMatchObject({ code: 'aborted' });
      expect((await collectRun((await sut.start(runRequest({ credential: once }))).events)).at(-1)).toEqual(end);
      for (let times = 0; times < 2; times += 1)
        await expect(sut.start(runRequest({ credential: once }))).rejects.toMatchObject({
          code: 'rate_limit_exceeded',
        });
    });

    it('a refused request is no run: nothing is planned, waited for or told', async () => {
      const { sut, lanes, journal } = make(answers);
      const spent = keyCredential('spent', { limits: { requestsPerMinute: 1 } });
      await sut.start(runRequest({ credential: spent }));
      const refused = sut.start(runRequest({ credential: spent, session: { header: 'desk' } }));
      await expect(refused).rejects.toMatchObject({ status: 429, code: 'rate_limit_exceeded' });
      expect([lanes.size, journal.list()]).toEqual([0, []]);
    });
  });

  it('to stop reading aborts the run and gives back its session and its slot', async () => {
    let closed = false;
    const { sut, clock, lanes, states } = make(
      async function* () {
        try {
          yield* answers();
        } finally {
          closed = true;
        }
      },
      { maxConcurrentRuns: 1 },
    );
    const request = runRequest({ session: { header: 'desk' } });
    const iterator = (await sut.start(request)).events[Symbol.asyncIterator]();
    await iterator.next();
    expect(await iterator.return?.()).toEqual({ done: true, value: undefined });
    expect([closed, states[0]?.signal.aborted, lanes.size, clock.waiting]).toEqual([true, true, 0, 0]);
    expect((await collectRun((await sut.start(request)).events)).at(-1)).toEqual(end);
  });

  it('H5: runs of one session go one after the other, and beyond the queue 429 session_busy', async () => {
    const { sut } = make(answers);
    const request = runRequest({ session: { header: 'desk' } });
    const first = (await sut.start(request)).events[Symbol.asyncIterator]();
    expect(await first.next()).toMatchObject({ value: [{ type: 'model-start' }] });
    let secondDone = false;
    const second = collectRun((await sut.start(request)).events).finally(() => {
      secondDone = true;
    });
    await settle();
    expect(errorOf(await collectRun((await sut.start(request)).events))).toMatchObject({
      status: 429,
      code: 'session_busy',
    });
    expect(secondDone).toBe(false);
    await first.return?.();
    expect((await second).at(-1)).toEqual(end);
  });

  it('L3: more runs than an agent or the gateway may have wait, and beyond the queue get 429 too_many_runs', async () => {
    const { sut } = make(answers, { maxConcurrentRuns: 2, maxQueuedRuns: 0 });
    const small = resolvedAgent({ limits: { ...resolvedAgent().limits, maxConcurrent: 1 } });
    const other = resolvedAgent({ id: 'other' });
    const first = (await sut.start(runRequest({ agent: small }))).events[Symbol.asyncIterator]();
    await first.next();
    const perAgent = errorOf(await collectRun((await sut.start(runRequest({ agent: small }))).events));
    expect(perAgent).toMatchObject({ status: 429, code: 'too_many_runs', message: expect.stringContaining('agent') });
    const second = (await sut.start(runRequest({ agent: other }))).events[Symbol.asyncIterator]();
    await second.next();
    const inAll = errorOf(await collectRun((await sut.start(runRequest({ agent: other }))).events));
    expect(inAll).toMatchObject({ code: 'too_many_runs', message: expect.stringContaining('gateway') });
    await first.return?.();
    await second.return?.();
    expect((await collectRun((await sut.start(runRequest({ agent: small }))).events)).at(-1)).toEqual(end);
  });

  it('L3: a refused run gives its session back', async () => {
    const { sut, lanes } = make(answers, { maxConcurrentRuns: 0, maxQueuedRuns: 0 });
    errorOf(await collectRun((await sut.start(runRequest({ session: { header: 'desk' } }))).events));
    expect(lanes.size).toBe(0);
  });

  it('L3: a run that waits for a slot starts when one is free', async () => {
    const { sut, states } = make(answers, { maxConcurrentRuns: 1 });
    const first = (await sut.start(runRequest())).events[Symbol.asyncIterator]();
    await first.next();
    const second = collectRun((await sut.start(runRequest())).events);
    await settle();
    expect(states).toHaveLength(1);
    await first.return?.();
    expect((await second).at(-1)).toEqual(end);
  });

  it('L3: a run that waits for its session holds no slot', async () => {
    const { sut, lanes } = make(answers, { maxConcurrentRuns: 1, maxQueuedRuns: 0 });
    const lease = await lanes.acquire('agent:main:desk', new AbortController().signal);
    const waiting = collectRun((await sut.start(runRequest({ session: { header: 'desk' } }))).events);
    await settle();
    expect((await collectRun((await sut.start(runRequest())).events)).at(-1)).toEqual(end);
    lease.release();
    expect((await waiting).at(-1)).toEqual(end);
  });

  it('L3: the time in the line counts, and a run that gave up has left it', async () => {
    const { sut, clock, states } = make(hangs, { maxConcurrentRuns: 1, maxQueuedRuns: 1 });
    const agent = resolvedAgent({ limits: { ...resolvedAgent().limits, timeoutMilliseconds: 1_000 } });
    const working = collectRun((await sut.start(runRequest())).events);
    await settle();
    const waiting = collectRun((await sut.start(runRequest({ agent }))).events);
    await clock.advance(1_000);
    expect(errorOf(await waiting)).toMatchObject({ status: 504, code: 'run_timeout' });
    const controller = new AbortController();
    const next = collectRun((await sut.start(runRequest({ signal: controller.signal }))).events);
    await settle();
    controller.abort();
    expect(errorOf(await next)).toMatchObject({ code: 'aborted' });
    await clock.advance(600_000);
    expect(errorOf(await working)).toMatchObject({ code: 'run_timeout' });
    expect(states).toHaveLength(1);
  });

  it('A10: draining turns away whoever waits for a slot', async () => {
    const { sut, lanes } = make(answers, { maxConcurrentRuns: 1 });
    const first = (await sut.start(runRequest())).events[Symbol.asyncIterator]();
    await first.next();
    const waiting = collectRun((await sut.start(runRequest({ session: { header: 'desk' } }))).events);
    await settle();
    const drain = sut.drain(30_000);
    expect(errorOf(await waiting)).toMatchObject({ status: 503, code: 'draining' });
    expect(lanes.size).toBe(0);
    while (!(await first.next()).done);
    await drain;
  });

  it('I2/K2: a failure of the provider is an error of the gateway; its words are kept from public agents', async () => {
    const error = new ProviderError('upstream', 'boom', { providerMessage: 'planted words' });
    const { sut } = make(fails(error));
    const told = errorOf(await collectRun((await sut.start(runRequest())).events));
    expect(told).toMatchObject({
      status: 502,
      code: 'upstream_error',
      message: expect.stringContaining('planted words'),
    });
    const agent = resolvedAgent({ publicMode: true });
    const kept = errorOf(await collectRun((await sut.start(runRequest({ agent }))).events));
    expect(kept).toMatchObject({ status: 502, message: expect.not.stringContaining('planted') });
  });

  it('G6: what nobody foresaw is a 500 without its words, which are logged', async () => {
    for (const thrown of [new Error('/home/planted'), 'planted text', undefined]) {
      const { sut } = make(fails(thrown));
      const error = errorOf(await collectRun((await sut.start(runRequest())).events));
      expect(error).toMatchObject({
        status: 500,
        code: 'server_error',
        message: expect.not.stringContaining('planted'),
      });
    }
    expect(warned.mock.calls.flat().join('\n')).toContain('/home/planted');
  });

  it('K3: once a tool may have changed something, no failure invites a retry', async () => {
    const error = new ProviderError('upstream', 'boom');
    const before = errorOf(await collectRun((await make(fails(error)).sut.start(runRequest())).events));
    const after = errorOf(await collectRun((await make(fails(error, true)).sut.start(runRequest())).events));
    expect([before.retryable, after.retryable]).toEqual([true, false]);
    expect(after).toMatchObject({
      status: before.status,
      type: before.type,
      code: before.code,
      message: before.message,
    });
    expect(after.retryAfterSeconds).toBeUndefined();
  });

  it('A10: draining refuses new runs with 503 and waits for those under way', async () => {
    const { sut, clock } = make(answers);
    const accepted = await sut.start(runRequest());
    const running = (await sut.start(runRequest())).events[Symbol.asyncIterator]();
    await running.next();
    let drained = false;
    const drain = sut.drain(30_000).finally(() => {
      drained = true;
    });
    expect(sut.isDraining).toBe(true);
    await expect(sut.start(runRequest())).rejects.toThrow(expect.objectContaining({ status: 503, code: 'draining' }));
    expect(errorOf(await collectRun(accepted.events))).toMatchObject({ code: 'draining' });
    await settle();
    expect(drained).toBe(false);
    while (!(await running.next()).done);
    await drain;
    expect(clock.waiting).toBe(0);
  });

  it('A10: at the deadline of the drain the rest is aborted with 503 draining', async () => {
    const { sut, clock } = make(hangs);
    const events = collectRun((await sut.start(runRequest())).events);
    await settle();
    const drain = sut.drain(30_000);
    await clock.advance(29_999);
    expect(sut.isDraining).toBe(true);
    await clock.advance(1);
    await drain;
    expect(errorOf(await events)).toMatchObject({
      status: 503,
      code: 'draining',
      retryable: true,
      retryAfterSeconds: 5,
    });
  });

  it('A10: a run that nobody reads any more does not hold the drain for ever', async () => {
    const { sut, clock, states } = make(answers);
    const stuck = (await sut.start(runRequest())).events[Symbol.asyncIterator]();
    await stuck.next();
    const drain = sut.drain(30_000);
    await clock.advance(30_000);
    expect(states[0]?.signal.aborted).toBe(true);
    await clock.advance(2_000);
    await expect(drain).resolves.toBeUndefined();
  });

  it('A10: with nothing under way the drain is over at once', async () => {
    const { sut, clock } = make(answers);
    await sut.drain(30_000);
    expect(clock.waiting).toBe(0);
  });
});
