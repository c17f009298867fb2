import { beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { operator } from '../../../test/support/operator-factory.js';
import { RunFailure, batches, runEnd } from '../../../test/support/run-events.js';
import { runRequest } from '../../../test/support/run-factory.js';
import { runOrigin } from '../../../test/support/run-log-factory.js';
import { RunJournal } from '../../runs/journal/run-journal.service.js';
import type { RunEvent } from '../../runs/run-event.js';
import type { RunRequest } from '../../runs/run-request.js';
import type { OperatorRunRequest } from './operator-run-reader.service.js';
import type { OperatorMessage } from './operator-run.js';
import { OperatorRuns } from './operator-runs.service.js';

const hello: OperatorMessage = { message: 'hello', idempotencyKey: 'key-1' };
const answer: RunEvent[] = [{ type: 'text-delta', text: 'hi' }, runEnd()];

describe(OperatorRuns.name, () => {
  let journal: RunJournal;
  let sut: OperatorRuns;
  let started: string[];
  let said: RunEvent[];
  let warnings: string[];
  let reading: () => Promise<OperatorRunRequest>;

  beforeEach(() => {
    const clock = new FakeClock();
    journal = new RunJournal(clock);
    started = [];
    said = answer;
    warnings = [];
    reading = () => Promise.resolve({ request: runRequest(), warnings });
    const runs = {
      start: (_request: RunRequest, id: string) => {
        started.push(id);
        return { id, sessionKey: 'agent:main:main', events: batches(said) };
      },
    };
    sut = Reflect.construct(OperatorRuns, [{ read: () => reading() }, runs, journal, clock]);
  });

  const start = (overrides: Partial<OperatorMessage> = {}, method = 'agent', from = operator()) =>
    sut.start(method, { ...hello, ...overrides }, from);

  it('starts a run that is called by the idempotency key, and says how it ended', async () => {
    const { run, isRepeat } = await start();
    expect(run).toMatchObject({ runId: 'key-1', sessionKey: 'agent:main:main', agentId: 'main' });
    expect([isRepeat, run.ended]).toEqual([false, undefined]);
    const outcome = await run.outcome;
    expect(outcome).toMatchObject({ ok: true, text: 'hi', finishReason: 'stop' });
    expect(run.ended).toBe(outcome);
  });

  it('a run has the warnings of its request', async () => {
    warnings = ['no effect'];
    expect((await start()).run.warnings).toEqual(['no effect']);
  });

  it('a run that fails has an outcome all the same', async () => {
    said = [{ type: 'run-error', error: new RunFailure() }];
    const { run } = await start();
    expect(await run.outcome).toMatchObject({ ok: false, error: { code: 'upstream_error' } });
  });

  it('a run does not begin before its operator has been answered', async () => {
    let hasBegun = false;
    const events = (async function* () {
      hasBegun = true;
      yield answer;
    })();
    const runs = { start: (_request: RunRequest, id: string) => ({ id, sessionKey: 'agent:main:main', events }) };
    const services = [{ read: () => reading() }, runs, journal, new FakeClock()];
    const own: OperatorRuns = Reflect.construct(OperatorRuns, services);
    const { run } = await own.start('agent', hello, operator());
    expect(hasBegun).toBe(false);
    await run.outcome;
    expect(hasBegun).toBe(true);
  });

  it('starts one run for a message that is sent several times, at once or later', async () => {
    const [first, second] = await Promise.all([start(), start()]);
    const third = await start();
    expect([first, second, third].map(({ isRepeat }) => isRepeat)).toEqual([false, true, true]);
    expect(second.run).toBe(first.run);
    expect(third.run).toBe(first.run);
    expect(started).toEqual(['key-1']);
  });

  it.each<[string, Partial<OperatorMessage>]>([
    ['message', { message: 'other' }],
    ['agent', { agentId: 'other' }],
    ['session', { sessionKey: 'other' }],
    ['prompt', { extraSystemPrompt: 'other' }],
    ['ownership', { senderIsOwner: false }],
    ['time', { timeoutMilliseconds: 7 }],
    ['attachment', { attachments: [{ content: 'eA==' }] }],
  ])('refuses the key of a message with another %s', async (_name, overrides) => {
    await start();
    await expect(start(overrides)).rejects.toMatchObject({ shape: { details: { code: 'idempotency_key_conflict' } } });
    expect(started).toEqual(['key-1']);
  });

  it('refuses the key of another method, and of somebody else', async () => {
    await start();
    await expect(start({}, 'chat.send')).rejects.toThrow(/idempotency key/);
    const stranger = operator({ credential: { id: 'user:ada', kind: 'trusted-proxy', mayBeOwner: true } });
    await expect(start({}, 'agent', stranger)).rejects.toThrow(/idempotency key/);
  });

  it('forgets a message that cannot become a run, so that it may be sent again', async () => {
    reading = () => Promise.reject(new RunFailure());
    await expect(start()).rejects.toThrow(RunFailure);
    reading = () => Promise.resolve({ request: runRequest(), warnings });
    expect((await start({ message: 'better' })).isRepeat).toBe(false);
  });

  it('refuses the id of a run that somebody else started', async () => {
    journal.open(runOrigin({ id: 'key-1' }));
    await expect(start()).rejects.toMatchObject({ status: 409, code: 'run_exists' });
    expect(started).toEqual([]);
  });
});
