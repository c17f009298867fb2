import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ask, chunksOf, postChat, streamedText } from '../support/chat-request.js';
import { cutAfter, errorEvent, raw, refuse, status, text } from '../support/fake-answers.js';
import { TestGateway } from '../support/test-gateway.js';

const hostWords =
  'CUDA error in /home/somebody/models/llama.gguf on gpu-box.internal:8000 (10.1.2.3:8000), see http://gpu-box/log';
const hostDetails = /somebody|gguf|gpu-box|10\.1\.2\.3|:8000|http:/;

describe('K5: retries', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await TestGateway.start({ provider: { maxRetries: 2 } });
  });
  afterEach(() => gateway.upstream.reset());
  afterAll(() => gateway.close());

  it.each([false, true])('before the first byte another attempt is made (stream: %s)', async (stream) => {
    gateway.upstream.script(status(503), refuse(), text('third time lucky'));
    const answer = await postChat(gateway, ask('hi', { stream }));
    const content: unknown = stream ? streamedText(answer.text) : answer.body.choices[0].message.content;
    expect([answer.status, content]).toEqual([200, 'third time lucky']);
    const bodies = gateway.upstream.requests.map(({ raw: body }) => body);
    expect(bodies).toEqual([bodies[0], bodies[0], bodies[0]]);
  });

  it('they end, and the last failure is told', async () => {
    gateway.upstream.handler = () => status(500, { message: 'still broken' });
    const answer = await postChat(gateway, ask('hi'));
    expect(answer.status).toBe(502);
    expect(answer.body.error.message).toContain('still broken');
    expect(gateway.upstream.requests).toHaveLength(3);
  });

  it.each([
    ['a refused request', status(400)],
    ['a refused key', status(401)],
    ['a 429 that asks for a long pause', status(429, { retryAfter: 3600 })],
  ])('%s is not tried again', async (_name, answer) => {
    gateway.upstream.handler = () => answer;
    await postChat(gateway, ask('hi'));
    expect(gateway.upstream.requests).toHaveLength(1);
  });

  it('Retry-After of the provider is honoured', async () => {
    gateway.upstream.script(status(429, { retryAfter: 2 }), text('now'));
    const before = performance.now();
    expect((await postChat(gateway, ask('hi'))).status).toBe(200);
    expect(performance.now() - before).toBeGreaterThan(1_900);
  });

  it('after the first byte there is none: a cut answer is 502, or an error event', async () => {
    gateway.upstream.handler = () => cutAfter(2);
    const answer = await postChat(gateway, ask('hi'));
    expect(answer.status).toBe(502);
    expect(answer.body.error).toMatchObject({ code: 'upstream_error' });
    const stream = await postChat(gateway, ask('hi', { stream: true }));
    expect(chunksOf(stream.text).at(-1)?.error).toMatchObject({ code: 'upstream_error' });
    expect(gateway.upstream.requests).toHaveLength(2);
  });

  it.each([
    ['in the middle of an event', 'data: {"choices":[{"index":0,"delta":{"content":"half'],
    ['between events', 'data: {"choices":[{"index":0,"delta":{"content":"half"}}]}\n\n'],
    ['in a whole JSON answer', '{"choices":[{"index":0,"message":{"role":"assistant","content":"half'],
    ['before anything', ''],
  ])('an answer that ends in order, but %s, is never reported as complete', async (_name, body) => {
    gateway.upstream.handler = () => raw(body === '' ? '\n' : body);
    const answer = await postChat(gateway, ask('hi'));
    expect([answer.status, answer.body.error.code]).toEqual([502, 'upstream_error']);
    const stream = await postChat(gateway, ask('hi', { stream: true }));
    const reasons = stream.status === 200 ? chunksOf(stream.text).flatMap(({ choices }) => choices ?? []) : [];
    expect(reasons.filter(({ finish_reason: reason }) => reason !== null)).toEqual([]);
  });
});

describe('I1: token counts that cannot be', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await TestGateway.start();
  });
  afterEach(() => gateway.upstream.reset());
  afterAll(() => gateway.close());

  const counted = '"prompt_tokens":1e999,"completion_tokens":1e300,"completion_tokens_details":{"reasoning_tokens":7}';

  it('are left out', async () => {
    const choice = '{"index":0,"delta":{"content":"fine"},"finish_reason":"stop"}';
    gateway.upstream.script(raw(`data: {"choices":[${choice}],"usage":{${counted}}}\n\ndata: [DONE]\n\n`));
    const answer = await postChat(gateway, ask('hi'));
    expect([answer.status, answer.body.choices[0].message.content]).toEqual([200, 'fine']);
    expect(answer.body.usage).toMatchObject({ prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 });
    expect(answer.body.usage.completion_tokens_details).toMatchObject({ reasoning_tokens: 0 });
  });

  it('no more of the prompt is told to be cached than there was', async () => {
    const details = { prompt_tokens_details: { cached_tokens: 1e9 } };
    gateway.upstream.script(text('fine', { usage: { prompt_tokens: 10, completion_tokens: 5, ...details } }));
    const answer = await postChat(gateway, ask('hi'));
    expect(answer.body.usage).toMatchObject({ prompt_tokens: 10, prompt_tokens_details: { cached_tokens: 10 } });
  });
});

describe('K5: the fallback model', () => {
  const model = { primary: 'fake/model', fallbacks: ['fake/spare-model'] };
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await TestGateway.start({ sections: { agents: { defaults: { model } } } });
  });
  afterEach(() => gateway.upstream.reset());
  afterAll(() => gateway.close());

  it.each([false, true])('answers when the first one fails (stream: %s)', async (stream) => {
    gateway.upstream.script(status(500), text('from the spare'));
    const answer = await postChat(gateway, ask('hi', { stream }));
    const content: unknown = stream ? streamedText(answer.text) : answer.body.choices[0].message.content;
    expect([answer.status, content]).toEqual([200, 'from the spare']);
    expect(gateway.upstream.requests.map(({ body }) => body.model)).toEqual(['model', 'spare-model']);
  });

  it('is not asked once the first one has begun to answer, nor for a request that was refused', async () => {
    gateway.upstream.script(cutAfter(1));
    expect((await postChat(gateway, ask('hi'))).status).toBe(502);
    gateway.upstream.script(status(400));
    expect((await postChat(gateway, ask('hi'))).status).toBe(502);
    expect(gateway.upstream.requests.map(({ body }) => body.model)).toEqual(['model', 'model']);
  });

  it('is the one whose failure is told when all fail', async () => {
    gateway.upstream.script(status(500, { message: 'first' }), status(429, { message: 'second', retryAfter: 3 }));
    const answer = await postChat(gateway, ask('hi'));
    expect([answer.status, answer.headers['retry-after']]).toEqual([429, '3']);
    expect(answer.body.error.message).toMatch(/fake\/spare-model[\s\S]*second/);
  });
});

describe('K5: the words of the provider', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await TestGateway.start();
  });
  afterEach(() => gateway.upstream.reset());
  afterAll(() => gateway.close());

  it.each([
    ['an error status', status(500, { message: hostWords })],
    ['a rate limit', status(429, { message: hostWords })],
    ['an error event', errorEvent(hostWords)],
  ])('%s: shown for a normal agent, without host details', async (_name, answer) => {
    gateway.upstream.script(answer);
    const { body } = await postChat(gateway, ask('hi'));
    expect(body.error.message).toContain('CUDA error in');
    expect(body.error.message).not.toMatch(hostDetails);
  });

  it.each([
    ['an error status', status(500, { message: hostWords })],
    ['a rate limit', status(429, { message: hostWords })],
    ['an error event', errorEvent(hostWords)],
  ])('%s: kept out for a public agent, as are provider and model', async (_name, answer) => {
    gateway.upstream.script(answer);
    const { body } = await postChat(gateway, { ...ask('hi'), model: 'openclaw:front-desk' });
    expect(body.error.message).toMatch(/^The model provider /);
    expect(JSON.stringify(body)).not.toMatch(hostDetails);
    expect(JSON.stringify(body)).not.toMatch(/CUDA|fake/);
  });

  it.each(['openclaw:main', 'openclaw:front-desk'])(
    'a late failure within a stream of %s is no different',
    async (model) => {
      const manual = gateway.upstream.manual();
      const call = postChat(gateway, { ...ask('hi', { stream: true }), model });
      const exchange = await manual;
      await exchange.delta({ content: 'begun' });
      await new Promise((resolve) => setTimeout(resolve, 50));
      await exchange.event({ error: { message: hostWords } });
      exchange.end();
      const answer = await call;
      expect(chunksOf(answer.text).at(-1)?.error).toBeDefined();
      expect(answer.text).not.toMatch(hostDetails);
      expect(answer.text.includes('CUDA')).toBe(model === 'openclaw:main');
    },
  );

  it('a provider that repeats the gateway’s key does not give it away', async () => {
    gateway.upstream.script(status(401, { message: 'Incorrect API key provided: not-a-real-key' }));
    const answer = await postChat(gateway, ask('hi'));
    expect(answer.text).not.toContain('not-a-real-key');
    expect(gateway.logLines.join('\n')).not.toContain('not-a-real-key');
  });
});
