import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import request, { type Response } from 'supertest';
import { ask, postChat } from '../support/chat-request.js';
import { testToken } from '../support/create-test-app.js';
import { RawConnection } from '../support/raw-connection.js';
import { TestGateway } from '../support/test-gateway.js';

const bearer = { authorization: `Bearer ${testToken}` };
const switches = (chatCompletions: Record<string, unknown>, responses = false) => ({
  gateway: { http: { endpoints: { chatCompletions, responses: { enabled: responses } } } },
});

/** Status, headers and body, without what differs between any two answers. */
function comparable({ status, headers, text }: Response): unknown {
  return { status, headers: { ...headers, date: '', 'x-request-id': '' }, text };
}

describe('an enabled endpoint', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await TestGateway.start({ ...switches({ enabled: true, maxBodyBytes: 4096 }) });
  });
  afterEach(() => gateway.upstream.reset());
  afterAll(() => gateway.close());

  it('B1, B3: POST answers 200 on the port that also serves everything else', async () => {
    const answers = await Promise.all([
      postChat(gateway, ask('one')),
      request(gateway.url).get('/healthz'),
      postChat(gateway, ask('two')),
      request(gateway.url).get('/v1/models').set(bearer),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  });

  it.each(['get', 'put', 'patch', 'delete'] as const)('B3: %s is 405 with Allow and the envelope', async (method) => {
    const answer = await request(gateway.url)[method]('/v1/chat/completions').set(bearer);
    expect(answer.status).toBe(405);
    expect(answer.headers).toMatchObject({ allow: 'POST', 'x-should-retry': 'false' });
    expect(answer.body.error).toMatchObject({ type: 'invalid_request_error', code: 'method_not_allowed', param: null });
  });

  it.each(['/v1/models', '/v1/models/openclaw', '/v1/models/a/b'])('B3: POST %s is 405 with Allow', async (path) => {
    const answer = await request(gateway.url).post(path).set(bearer);
    expect([answer.status, answer.headers['allow']]).toEqual([405, 'GET']);
  });

  it.each([
    ['/', 404],
    ['/v1', 404],
    ['/v1/completions', 404],
    ['/v1/chat/completions/x', 404],
    ['/v1//chat/completions', 404],
    ['/v1/models/%E0%A4%A', 400],
  ])('B3, K1: %s is %i in the envelope', async (path, status) => {
    const answer = await request(gateway.url).get(path).set(bearer);
    expect(answer.status).toBe(status);
    expect(Object.keys(answer.body.error as object).sort()).toEqual(['code', 'message', 'param', 'type']);
    expect(gateway.upstream.requests).toHaveLength(0);
  });

  it('B4: a body over the limit is 413, announced or found out', async () => {
    const announced = await postChat(gateway, ask('x'.repeat(5000)));
    expect(announced.status).toBe(413);
    expect(announced.body.error).toMatchObject({ code: 'request_too_large' });
    const chunked = await RawConnection.open(gateway.port);
    const head = ['POST /v1/chat/completions HTTP/1.1', 'host: 127.0.0.1', `authorization: Bearer ${testToken}`];
    const lines = [
      ...head,
      'content-type: application/json',
      'transfer-encoding: chunked',
      '',
      '800',
      'x'.repeat(2048),
    ];
    chunked.socket.write(`${lines.join('\r\n')}\r\n800\r\n${'x'.repeat(2048)}\r\n800\r\n${'x'.repeat(2048)}\r\n`);
    await chunked.until('request_too_large');
    expect(chunked.text).toMatch(/^HTTP\/1\.1 413 /);
    chunked.leave();
    expect(gateway.upstream.requests).toHaveLength(0);
  });

  it('B4: a body at the limit is read', async () => {
    const padding = 4096 - JSON.stringify(ask('')).length;
    expect((await postChat(gateway, ask('x'.repeat(padding)))).status).toBe(200);
    expect((await postChat(gateway, ask('x'.repeat(padding + 1)))).status).toBe(413);
  });

  it.each([
    ['nothing', ''],
    ['a torn object', '{"model":"openclaw","messages":[{"role":"user","con'],
    ['no JSON', 'model=openclaw'],
    ['a JSON5 body', "{model:'openclaw'}"],
    ['two documents', '{}{}'],
  ])('B4: %s is 400 invalid_json and repeats none of it', async (_name, body) => {
    const answer = await postChat(gateway, body);
    expect(answer.status).toBe(400);
    expect(answer.body.error).toMatchObject({ type: 'invalid_request_error', code: 'invalid_json' });
    expect(answer.text).not.toContain('openclaw');
  });

  it('B4: 64 levels are read, 65 are 400', async () => {
    const nested = (levels: number): string => `{"messages":[],"x":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
    expect((await postChat(gateway, nested(64))).body.error).toMatchObject({ param: 'messages' });
    const tooDeep = await postChat(gateway, nested(65));
    expect(tooDeep.body.error).toMatchObject({ code: 'invalid_json' });
    expect(tooDeep.body.error.message).toMatch(/64 levels/);
  });

  it('B4: the server closes connections whose headers take 10 s or whose body takes 30 s', () => {
    const { headersTimeout, requestTimeout } = gateway.app.getHttpServer();
    expect({ headersTimeout, requestTimeout }).toEqual({ headersTimeout: 10_000, requestTimeout: 30_000 });
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'application/jsonx'])(
    'B8: the content type %s is 415',
    async (type) => {
      const answer = await postChat(gateway, ask('hi'), { 'content-type': type });
      expect(answer.status).toBe(415);
      expect(answer.body.error).toMatchObject({ code: 'unsupported_media_type' });
      expect(gateway.upstream.requests).toHaveLength(0);
    },
  );

  it('B8: every answer says nosniff, no-referrer and no-store or no-cache, and nothing of CORS', async () => {
    const answers = await Promise.all([
      postChat(gateway, ask('hi')),
      postChat(gateway, ask('hi', { stream: true })),
      postChat(gateway, {}),
      postChat(gateway, ask('hi'), { authorization: 'Bearer wrong' }),
      request(gateway.url).get('/nowhere').set(bearer),
      request(gateway.url).get('/v1/models').set(bearer),
      request(gateway.url).get('/healthz'),
      request(gateway.url).options('/v1/chat/completions'),
      postChat(gateway, ask('hi'), { origin: 'https://page.example' }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 400, 401, 404, 200, 200, expect.any(Number), 403]);
    for (const { headers } of answers) {
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
      expect(headers['cache-control']).toMatch(/no-store|no-cache/);
      expect(headers['x-request-id']).toMatch(/^req_/);
      expect(Object.keys(headers as object).filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });
});

describe('B2: the switch', () => {
  it.each([
    ['disabled by default', {}],
    ['switched off', switches({ enabled: false })],
  ])('%s: 404, the same with and without a token, and no run', async (_name, options) => {
    const gateway = await TestGateway.start({ gateway: { http: {} }, ...options });
    try {
      const right = await postChat(gateway, ask('hi'));
      const wrong = await postChat(gateway, ask('hi'), { authorization: 'Bearer wrong' });
      const none = await request(gateway.url).post('/v1/chat/completions').send(ask('hi'));
      expect(right.status).toBe(404);
      expect(right.body.error).toMatchObject({ type: 'invalid_request_error', code: 'unknown_url' });
      expect([comparable(wrong), comparable(none)]).toEqual([comparable(right), comparable(right)]);
      const get = await request(gateway.url).get('/v1/chat/completions').set(bearer);
      const models = await request(gateway.url).get('/v1/models').set(bearer);
      expect([get.status, models.status]).toEqual([404, 404]);
      expect(gateway.upstream.requests).toHaveLength(0);
    } finally {
      await gateway.close();
    }
  });

  it('responses has its own: it leaves chat completions off, and models on', async () => {
    const gateway = await TestGateway.start(switches({ enabled: false }, true));
    try {
      expect((await postChat(gateway, ask('hi'))).status).toBe(404);
      expect((await request(gateway.url).get('/v1/models').set(bearer)).status).toBe(200);
    } finally {
      await gateway.close();
    }
  });
});

describe('B8: origins', () => {
  it('the configured ones, and only they, may read answers and ask first', async () => {
    const gateway = await TestGateway.start({ gateway: { allowedOrigins: ['https://panel.example'] } });
    try {
      const origin = 'https://panel.example';
      const answer = await postChat(gateway, ask('hi'), { origin });
      expect(answer.headers['access-control-allow-origin']).toBe(origin);
      const ask405 = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' };
      const allowed = await request(gateway.url)
        .options('/v1/chat/completions')
        .set({ origin, ...ask405 });
      expect(allowed.status).toBe(204);
      const foreign = { origin: 'https://other.example', ...ask405 };
      const refused = await request(gateway.url).options('/v1/chat/completions').set(foreign);
      expect(refused.headers).not.toHaveProperty('access-control-allow-origin');
    } finally {
      await gateway.close();
    }
  });
});
