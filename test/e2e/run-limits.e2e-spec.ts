import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Clock } from '../../src/common/clock.js';
import { chat, openChat } from '../support/chat.js';
import { type TestApp, baseConfig, createTestApp, upstreamConfig } from '../support/create-test-app.js';
import { text } from '../support/fake-answers.js';
import { FakeClock } from '../support/fake-clock.js';
import { FakeUpstream } from '../support/fake-upstream.js';
import { nextInQueue } from '../support/session-queue.js';

describe('Limits of runs', () => {
  let upstream: FakeUpstream;
  let gateway: TestApp;
  let clock: FakeClock;

  async function start(main: Record<string, unknown>, gatewaySection: Record<string, unknown> = {}): Promise<string> {
    clock = new FakeClock();
    const agents = { defaults: { model: 'fake/model' }, list: [{ id: 'main', ...main }, { id: 'beta' }] };
    gateway = await createTestApp({
      config: {
        ...upstreamConfig(upstream.baseUrl, { agents }),
        gateway: { ...baseConfig.gateway, ...gatewaySection },
      },
      override: (builder) => builder.overrideProvider(Clock).useValue(clock),
    });
    return gateway.url;
  }

  beforeEach(async () => {
    upstream = await FakeUpstream.start();
  });

  afterEach(async () => {
    await gateway.close();
    await upstream.close();
  });

  it('L3: a run that takes longer than timeoutSeconds is stopped: 504 run_timeout, and the upstream is closed', async () => {
    const url = await start({ timeoutSeconds: 5 });
    for (const stream of [false, true]) {
      const held = upstream.manual();
      const answering = chat(url, { stream });
      const { request } = await held;
      await clock.advance(4_999);
      expect(request.aborted).toBe(false);
      await clock.advance(1);
      const answer = await answering;
      expect([answer.status, answer.json.error.code]).toEqual([504, 'run_timeout']);
      expect(answer.headers.get('x-should-retry')).toBe('false');
      await request.closed;
      expect(request.aborted).toBe(true);
    }
  });

  it('L3, J4: in the middle of a stream the timeout is one error event, then the end', async () => {
    const url = await start({ timeoutSeconds: 5 });
    const held = upstream.manual();
    const opened = openChat(url, { stream: true });
    const exchange = await held;
    await exchange.delta({ content: 'a' });
    const response = await opened;
    await clock.advance(5_000);
    const events = (await response.text()).trim().split('\n\n');
    expect(events.at(-1)).toBe('data: [DONE]');
    expect(JSON.parse(events.at(-2)?.slice(6) ?? '').error.code).toBe('run_timeout');
    expect(events.filter((event) => event.includes('"error"'))).toHaveLength(1);
  });

  it('L3: the time in the queue of a session counts', async () => {
    const url = await start({ timeoutSeconds: 5 });
    const session = { headers: { 'x-openclaw-session-key': 'desk' } };
    const [firstHeld, secondHeld] = [upstream.manual(), upstream.manual()];
    const first = chat(url, {}, session);
    await firstHeld;
    await clock.advance(1_000);
    const queued = nextInQueue(gateway);
    const second = chat(url, {}, session);
    await queued;
    await clock.advance(4_000);
    expect((await first).json.error.code).toBe('run_timeout');
    const { request } = await secondHeld;
    await clock.advance(999);
    expect(request.aborted).toBe(false);
    await clock.advance(1);
    expect((await second).json.error.code).toBe('run_timeout');
    expect((await chat(url, {}, session)).status).toBe(200);
  });

  it('L3: an agent has no more runs at a time than maxConcurrent: 429 too_many_runs, other agents go on', async () => {
    const url = await start({ maxConcurrent: 2 }, { maxQueuedRuns: 0 });
    const held = [upstream.manual(), upstream.manual()];
    const running = [chat(url), chat(url, { user: 'ada' })];
    const exchanges = await Promise.all(held);
    for (const stream of [false, true]) {
      const refused = await chat(url, { stream });
      expect([refused.status, refused.json.error.code]).toEqual([429, 'too_many_runs']);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
      expect(refused.headers.get('x-should-retry')).toBeNull();
    }
    expect((await chat(url, { model: 'openclaw:beta' })).status).toBe(200);
    for (const exchange of exchanges) await text('done')(exchange);
    expect((await Promise.all(running)).map(({ status }) => status)).toEqual([200, 200]);
    expect((await chat(url)).status).toBe(200);
  });

  it('L3: the gateway has no more runs at a time than maxConcurrentRuns', async () => {
    const url = await start({}, { maxConcurrentRuns: 1, maxQueuedRuns: 0 });
    const held = upstream.manual();
    const running = chat(url);
    const exchange = await held;
    const refused = await chat(url, { model: 'openclaw:beta' });
    expect([refused.status, refused.json.error.code]).toEqual([429, 'too_many_runs']);
    await text('done')(exchange);
    expect((await running).status).toBe(200);
  });

  it('L3: failed and abandoned runs give their place back', async () => {
    const url = await start({ maxConcurrent: 1 });
    upstream.script((exchange) => exchange.json({ error: { message: 'no' } }, 400));
    expect((await chat(url)).status).toBe(502);
    for (const stream of [false, true]) {
      const held = upstream.manual();
      const leaving = new AbortController();
      const abandoned = chat(url, { stream }, { signal: leaving.signal });
      const { request } = await held;
      leaving.abort();
      await expect(abandoned).rejects.toThrow();
      await request.closed;
      expect(request.aborted).toBe(true);
      expect((await chat(url)).status).toBe(200);
    }
  });
});
