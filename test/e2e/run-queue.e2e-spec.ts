import { afterEach, describe, expect, it } from '@jest/globals';
import { Clock } from '../../src/common/clock.js';
import { RunRegistry } from '../../src/runs/run-registry.js';
import { RunsService } from '../../src/runs/runs.service.js';
import { type ChatAnswer, chat, says } from '../support/chat.js';
import { eventually } from '../support/eventually.js';
import { text } from '../support/fake-answers.js';
import { FakeClock } from '../support/fake-clock.js';
import { TestGateway } from '../support/test-gateway.js';

describe('L3: the line of waiting runs', () => {
  let gateway: TestGateway;
  const clock = new FakeClock();

  async function start(limits: { queued: number; total?: number; perAgent?: number }): Promise<void> {
    gateway = await TestGateway.start({
      gateway: { maxConcurrentRuns: limits.total ?? 256, maxQueuedRuns: limits.queued },
      sections: {
        agents: {
          defaults: { model: 'fake/model', timeoutSeconds: 60, maxConcurrent: limits.perAgent ?? 64 },
          list: [{ id: 'main' }, { id: 'beta' }, { id: 'gamma' }],
        },
      },
      override: (builder) => builder.overrideProvider(Clock).useValue(clock),
    });
  }

  afterEach(() => gateway.close());

  const underWay = (): number => gateway.app.get(RunRegistry).list().length;

  /** Sends one more, and waits until the gateway has it, since sockets overtake each other. */
  async function queued(
    body: Record<string, unknown> = {},
    signal?: AbortSignal,
  ): Promise<{ answer: Promise<ChatAnswer> }> {
    const before = underWay();
    const answer = chat(gateway.url, body, signal ? { signal } : {});
    await eventually(() => underWay() > before);
    return { answer };
  }

  it('agents take turns, runs of one agent come first come first served, and all are answered', async () => {
    await start({ queued: 10, total: 1 });
    const served: string[] = [];
    gateway.upstream.handler = ({ lastUserText }) => {
      served.push(lastUserText);
      return text(`for ${lastUserText}`);
    };
    const held = gateway.upstream.manual();
    const answers = [chat(gateway.url, { messages: [says('first')] })];
    const exchange = await held;
    const sent = [
      ['a1', 'main'],
      ['a2', 'main'],
      ['a3', 'main'],
      ['b1', 'beta'],
      ['b2', 'beta'],
      ['c1', 'gamma'],
    ];
    for (const [name, agent] of sent) {
      answers.push((await queued({ model: `openclaw:${agent}`, messages: [says(name)] })).answer);
    }
    expect(gateway.upstream.requests).toHaveLength(1);
    await text('done')(exchange);
    const statuses = (await Promise.all(answers)).map(({ status }) => status);
    expect(statuses).toEqual(sent.map(() => 200).concat(200));
    expect(served).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
  });

  it('beyond maxQueuedRuns there is 429 with Retry-After; who leaves the line makes room in it', async () => {
    await start({ queued: 1, perAgent: 1 });
    const held = gateway.upstream.manual();
    const running = chat(gateway.url);
    const exchange = await held;
    for (const stream of [false, true]) {
      const leaving = new AbortController();
      const { answer: waiting } = await queued({ stream }, leaving.signal);
      const refused = await chat(gateway.url, { stream });
      expect([refused.status, refused.json.error.code]).toEqual([429, 'too_many_runs']);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
      expect((await chat(gateway.url, { model: 'openclaw:beta' })).status).toBe(200);
      leaving.abort();
      await expect(waiting).rejects.toThrow();
      await eventually(() => underWay() === 1);
    }
    await text('done')(exchange);
    expect((await running).status).toBe(200);
    expect((await chat(gateway.url)).status).toBe(200);
    expect(gateway.upstream.requests).toHaveLength(4);
  });

  it('the time in the line counts: 504 run_timeout, and the place is free again', async () => {
    await start({ queued: 1, perAgent: 1 });
    const held = gateway.upstream.manual();
    const running = chat(gateway.url);
    const exchange = await held;
    await clock.advance(30_000);
    const { answer: waiting } = await queued();
    await clock.advance(29_000);
    await text('done')(exchange);
    expect((await running).status).toBe(200);
    expect((await waiting).status).toBe(200);
    const again = gateway.upstream.manual();
    const blocking = chat(gateway.url);
    const blocked = await again;
    const { answer: late } = await queued();
    await clock.advance(60_000);
    expect((await blocking).json.error.code).toBe('run_timeout');
    expect((await late).json.error.code).toBe('run_timeout');
    await blocked.request.closed;
    expect((await chat(gateway.url)).status).toBe(200);
  });

  it('A10: stopping turns away whoever waits, at once, and lets those under way finish', async () => {
    await start({ queued: 5, perAgent: 1 });
    const held = gateway.upstream.manual();
    const running = chat(gateway.url);
    const exchange = await held;
    const waiting = [(await queued()).answer, (await queued({ stream: true })).answer];
    const drained = gateway.app.get(RunsService).drain(30_000);
    for (const answer of await Promise.all(waiting)) {
      expect([answer.status, answer.json.error.code]).toEqual([503, 'draining']);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    }
    await text('done')(exchange);
    expect((await running).status).toBe(200);
    await drained;
  });

  it('H5: a run that waits for its session takes no slot', async () => {
    await start({ queued: 0, perAgent: 2 });
    const session = { headers: { 'x-openclaw-session-key': 'desk' } };
    const held = gateway.upstream.manual();
    const first = chat(gateway.url, {}, session);
    const exchange = await held;
    const second = chat(gateway.url, {}, session);
    await eventually(() => underWay() === 2);
    expect((await chat(gateway.url)).status).toBe(200);
    await text('done')(exchange);
    expect([(await first).status, (await second).status]).toEqual([200, 200]);
  });
});
