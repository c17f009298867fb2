import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Clock } from '../../src/common/clock.js';
import { Tools } from '../../src/tools/tool.port.js';
import { ask, chunksOf, postChat } from '../support/chat-request.js';
import { eventually } from '../support/eventually.js';
import { cutAfter, hang, hangAfter, status, text, toolCall } from '../support/fake-answers.js';
import { expectOpenAiAnswer } from '../support/openai-answer.js';
import { RawConnection } from '../support/raw-connection.js';
import { TestGateway } from '../support/test-gateway.js';
import { fakeTool } from '../support/tool-factory.js';
import { WatchedClock } from '../support/watched-clock.js';

const oneRun = { agents: { defaults: { model: 'fake/model', maxConcurrent: 1 }, list: [{ id: 'main' }] } };
const noQueue = { session: { maxQueued: 0 } };

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await TestGateway.start();
});
afterEach(() => gateway.upstream.reset());
afterAll(() => gateway.close());

describe('K1: one envelope', () => {
  it.each([
    ['no HTTP at all', 'HELLO\r\n\r\n', 400],
    ['a broken header', 'GET / HTTP/1.1\r\nhost 127.0.0.1\r\n\r\n', 400],
    ['headers without end', `GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nx-big: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['no host', 'POST /v1/chat/completions HTTP/1.1\r\n\r\n', 400],
    ['an odd expectation', 'GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nexpect: miracles\r\n\r\n', 417],
    ['two lengths', 'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n', 400],
  ])('also for %s', async (_name, request, expected) => {
    const connection = await RawConnection.open(gateway.port);
    connection.socket.write(request);
    await eventually(() => connection.closed);
    const [head = '', body = ''] = connection.text.split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${expected} `));
    expect(head).toMatch(/\r\nx-request-id: req_[0-9a-f]{32}\r\n/);
    expectOpenAiAnswer({ path: '/', status: expected, contentType: 'application/json', text: body });
  });

  it('keeps a caller’s own safe request id, and replaces an unsafe one', async () => {
    const named = await postChat(gateway, {}, { 'x-request-id': 'trace-42' });
    expect(named.headers['x-request-id']).toBe('trace-42');
    const odd = await postChat(gateway, {}, { 'x-request-id': 'a b/../<c>' });
    expect(odd.headers['x-request-id']).toMatch(/^req_/);
  });
});

describe('K2, K3: status, type, code, and whether a retry can help', () => {
  const busy = { 'x-openclaw-session-key': 'shared' };

  it.each<[number, string, string | null, string, () => unknown]>([
    [400, 'invalid_request_error', 'invalid_value', 'a wrong type', () => ask('hi', { temperature: 'hot' })],
    [400, 'invalid_request_error', 'missing_required_parameter', 'a missing field', () => ({ model: 'openclaw' })],
    [400, 'invalid_request_error', 'unsupported_value', 'two choices', () => ask('hi', { n: 2 })],
    [400, 'invalid_request_error', 'unsupported_parameter', 'functions', () => ask('hi', { functions: [] })],
    [404, 'invalid_request_error', 'model_not_found', 'an unknown model', () => ({ ...ask('hi'), model: 'gpt-4o' })],
  ])('%i %s %s: %s', async (expected, type, code, _name, body) => {
    const answer = await postChat(gateway, body());
    expect([answer.status, answer.body.error.type, answer.body.error.code]).toEqual([expected, type, code]);
    expect(answer.headers['x-should-retry']).toBe('false');
  });

  it('401 invalid_api_key, with WWW-Authenticate', async () => {
    const answer = await postChat(gateway, ask('hi'), { authorization: 'Bearer wrong' });
    expect(answer.status).toBe(401);
    expect(answer.body.error).toMatchObject({ type: 'invalid_request_error', code: 'invalid_api_key' });
    expect(answer.headers).toMatchObject({ 'www-authenticate': 'Bearer', 'x-should-retry': 'false' });
  });

  it('403 session_owner_only', async () => {
    await postChat(gateway, ask('mine'), busy);
    const answer = await postChat(gateway, ask('theirs'), { ...busy, 'x-openclaw-sender-is-owner': 'false' });
    expect(answer.status).toBe(403);
    expect(answer.body.error).toMatchObject({ type: 'permission_error', code: 'session_owner_only' });
    expect(answer.headers['x-should-retry']).toBe('false');
  });

  it.each([
    ['too_many_runs', oneRun, {}],
    ['session_busy', noQueue, busy],
  ])('429 %s with Retry-After, and the running one is not harmed', async (code, sections, headers) => {
    const crowded = await TestGateway.start({ gateway: { maxQueuedRuns: 0 }, sections });
    try {
      const manual = crowded.upstream.manual();
      const first = postChat(crowded, ask('first'), headers);
      const exchange = await manual;
      const second = await postChat(crowded, ask('second'), headers);
      expect(second.status).toBe(429);
      expect(second.body.error).toMatchObject({ type: 'rate_limit_error', code });
      expect(Number(second.headers['retry-after'])).toBeGreaterThanOrEqual(1);
      expect(second.headers).not.toHaveProperty('x-should-retry');
      await exchange.delta({ content: 'done' });
      await exchange.finish();
      expect((await first).status).toBe(200);
      expect((await postChat(crowded, ask('third'), headers)).status).toBe(200);
    } finally {
      await crowded.close();
    }
  });

  it.each([
    ['429 rate_limit_exceeded', status(429, { retryAfter: 12 }), { 'retry-after': '12' }, true],
    ['502 upstream_error', status(500), {}, true],
    ['502 upstream_error', status(503), {}, true],
    ['502 upstream_error', cutAfter(1), {}, true],
    ['502 upstream_error', status(401), {}, false],
    ['502 upstream_error', status(400), {}, false],
    ['502 upstream_error', status(404), {}, false],
  ])('%s for the provider’s failure', async (expected, answer, headers, retryable) => {
    gateway.upstream.script(answer);
    const got = await postChat(gateway, ask('hi'));
    expect(`${got.status} ${got.body.error.code as string}`).toBe(expected);
    expect(got.headers).toMatchObject(headers);
    expect(got.headers['x-should-retry']).toBe(retryable ? undefined : 'false');
  });

  it.each([
    ['no first byte', hang(), 119_000],
    ['silence', hangAfter('begun'), 59_000],
  ])('504 upstream_timeout: %s', async (_name, answer, patience) => {
    const clock = new WatchedClock();
    const slow = await TestGateway.start({ override: (builder) => builder.overrideProvider(Clock).useValue(clock) });
    try {
      slow.upstream.script(answer);
      const before = clock.timesAsked(patience + 1_000);
      const call = postChat(slow, ask('hi'));
      await slow.upstream.received(1);
      await clock.asked(patience + 1_000, before);
      await clock.advance(patience);
      expect(slow.upstream.lastRequest.aborted).toBe(false);
      await clock.advance(1_001);
      const { status: got, body } = await call;
      expect([got, body.error.code, body.error.type]).toEqual([504, 'upstream_timeout', 'server_error']);
      await slow.upstream.lastRequest.closed;
    } finally {
      await slow.close();
    }
  });

  it('500 server_error tells nothing of what went wrong', async () => {
    const broken = fakeTool('broken');
    const { definition } = broken;
    let isBroken = false;
    Object.defineProperty(broken, 'definition', {
      get: () => {
        if (!isBroken) return definition;
        throw new Error('secret-detail in /srv/gateway/file.ts');
      },
    });
    const failing = await TestGateway.start({
      override: (builder) => builder.overrideProvider(Tools).useValue([broken]),
    });
    isBroken = true;
    try {
      const answer = await postChat(failing, ask('hi'));
      expect(answer.status).toBe(500);
      expect(answer.body.error).toMatchObject({ type: 'server_error', code: 'server_error', param: null });
      expect(answer.text).not.toMatch(/secret-detail|srv/);
      expect(failing.logLines.join('\n')).toContain('secret-detail');
    } finally {
      await failing.close();
    }
  });
});

describe('K3: after a tool with side effects', () => {
  let acting: TestGateway;
  beforeAll(async () => {
    const tools = [fakeTool('look'), fakeTool('act', { sideEffects: true })];
    acting = await TestGateway.start({ override: (builder) => builder.overrideProvider(Tools).useValue(tools) });
  });
  afterAll(() => acting.close());

  it.each([
    ['act', '502', 'false'],
    ['look', '502', undefined],
  ])('once %s has run, a failure is %s with x-should-retry %s', async (tool, expected, shouldRetry) => {
    acting.upstream.script(toolCall(tool, {}), status(500));
    const answer = await postChat(acting, ask('hi'));
    expect(String(answer.status)).toBe(expected);
    expect(answer.headers['x-should-retry']).toBe(shouldRetry);
  });

  it('streamed, the failure is an event that no client retries', async () => {
    acting.upstream.script(toolCall('act', {}), status(500));
    const answer = await postChat(acting, ask('hi', { stream: true }));
    expect(answer.status).toBe(200);
    expect(chunksOf(answer.text).at(-1)?.error).toMatchObject({ code: 'upstream_error' });
    acting.upstream.script(text('fine'));
    expect((await postChat(acting, ask('hi'))).status).toBe(200);
  });
});
