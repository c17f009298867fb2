import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ChatAnswer, chat, says } from '../support/chat.js';
import { type TestApp, createTestApp, upstreamConfig } from '../support/create-test-app.js';
import { eventually } from '../support/eventually.js';
import { text } from '../support/fake-answers.js';
import type { FakeExchange } from '../support/fake-exchange.js';
import { FakeUpstream } from '../support/fake-upstream.js';
import { nextInQueue } from '../support/session-queue.js';

const maxQueued = 2;
const key = 'agent:main:desk';

describe('One run at a time', () => {
  let upstream: FakeUpstream;
  let gateway: TestApp;

  beforeEach(async () => {
    upstream = await FakeUpstream.start();
    gateway = await createTestApp({ config: upstreamConfig(upstream.baseUrl, { session: { maxQueued } }) });
  });

  afterEach(async () => {
    await gateway.close();
    await upstream.close();
  });

  function say(words: string, options: { signal?: AbortSignal; stream?: boolean; session?: string } = {}) {
    const headers = { 'x-openclaw-session-key': options.session ?? key };
    const { signal, stream = false } = options;
    return chat(gateway.url, { stream, messages: [says(words)] }, { headers, ...(signal ? { signal } : {}) });
  }

  /** Sends, and waits until the run stands in the queue. */
  async function queue(words: string, options: { signal?: AbortSignal; stream?: boolean } = {}) {
    const queued = nextInQueue(gateway);
    const answer = say(words, options);
    await queued;
    return { answer };
  }

  async function finish(exchange: FakeExchange, words: string): Promise<void> {
    await exchange.delta({ content: words });
    await exchange.finish();
  }

  function asked(): string[] {
    return upstream.requests.map(({ lastUserText }) => lastUserText);
  }

  function contents(answers: ChatAnswer[]): string[] {
    return answers.map(({ json }) => json.choices[0].message.content);
  }

  it('H5: runs of one session go upstream one after another, first come first served, each knowing the one before', async () => {
    const [first, second] = [upstream.manual(), upstream.manual()];
    upstream.script(text('C'));
    const one = await queue('one');
    const firstExchange = await first;
    const two = await queue('two');
    const three = await queue('three');
    expect(asked()).toEqual(['one']);
    await finish(firstExchange, 'A');
    const secondExchange = await second;
    expect(asked()).toEqual(['one', 'two']);
    await finish(secondExchange, 'B');
    expect(contents(await Promise.all([one.answer, two.answer, three.answer]))).toEqual(['A', 'B', 'C']);
    expect(upstream.lastRequest.body.messages.slice(1).map(({ content }) => content)).toEqual([
      'one',
      'A',
      'two',
      'B',
      'three',
    ]);
  });

  it('H5: other sessions and stateless calls do not wait', async () => {
    const held = upstream.manual();
    const waiting = say('held');
    const exchange = await held;
    const others = [say('other', { session: 'other' }), chat(gateway.url), chat(gateway.url, { user: 'ada' })];
    expect((await Promise.all(others)).map(({ status }) => status)).toEqual([200, 200, 200]);
    await finish(exchange, 'done');
    expect((await waiting).status).toBe(200);
  });

  it('H5: beyond maxQueued: 429 session_busy with Retry-After, at once', async () => {
    const held = upstream.manual();
    const running = say('one');
    const exchange = await held;
    const queued = [await queue('two'), await queue('three')];
    const refused = await say('four');
    expect([refused.status, refused.json.error.code, refused.json.error.type]).toEqual([
      429,
      'session_busy',
      'rate_limit_error',
    ]);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(refused.headers.get('x-should-retry')).toBeNull();
    await finish(exchange, 'done');
    await Promise.all([running, ...queued.map(({ answer }) => answer)]);
    expect(asked()).toEqual(['one', 'two', 'three']);
  });

  it('H5, J5: a client that leaves the queue frees its place at once, and its run never goes upstream', async () => {
    const held = upstream.manual();
    const running = say('one');
    const exchange = await held;
    const leaving = new AbortController();
    const gone = await queue('two', { signal: leaving.signal, stream: true });
    const kept = await queue('three');
    leaving.abort();
    await expect(gone.answer).rejects.toThrow();
    await eventually(() => gateway.logLines.some((line) => line.includes('clientLeft')));
    const instead = await queue('four');
    await finish(exchange, 'done');
    const answers = await Promise.all([running, kept.answer, instead.answer]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(asked()).toEqual(['one', 'three', 'four']);
  });

  it('H5, J5: a client that leaves its running turn lets the next one go on, without it', async () => {
    const held = upstream.manual();
    const leaving = new AbortController();
    const gone = say('one', { signal: leaving.signal });
    const exchange = await held;
    const next = await queue('two');
    leaving.abort();
    await expect(gone).rejects.toThrow();
    await exchange.request.closed;
    expect(exchange.request.aborted).toBe(true);
    expect((await next.answer).status).toBe(200);
    expect(upstream.lastRequest.body.messages).toHaveLength(2);
  });

  it('H5: a failed run lets the next one go on', async () => {
    const held = upstream.manual();
    const failing = say('one');
    const exchange = await held;
    const next = await queue('two');
    exchange.json({ error: { message: 'no' } }, 400);
    expect((await failing).status).toBe(502);
    expect((await next.answer).status).toBe(200);
  });
});
