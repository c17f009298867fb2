import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Clock } from '../../src/common/clock.js';
import { type TestApp, baseConfig, createTestApp, testToken, upstreamConfig } from '../support/create-test-app.js';
import { eventually } from '../support/eventually.js';
import { hangAfter, text } from '../support/fake-answers.js';
import { FakeClock } from '../support/fake-clock.js';
import { FakeUpstream } from '../support/fake-upstream.js';
import { assertionOf, assertionSecret, signed } from '../support/owner-assertions.js';
import { rawRequest, sendRaw } from '../support/raw-http.js';
import { postResponse, servingResponses } from '../support/response-request.js';
import { ResponsesSocket } from '../support/responses-socket.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { TestGateway } from '../support/test-gateway.js';

const rightToken = `Authorization: Bearer ${testToken}`;
const upgradeLines = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];

let gateway: TestGateway;

async function start(section: Record<string, unknown> = {}): Promise<void> {
  const clock = new FakeClock();
  gateway = await TestGateway.start({
    gateway: { ...servingResponses(), ...section },
    override: (builder) => builder.overrideProvider(Clock).useValue(clock),
  });
}

/** Asks for an upgrade with these header lines. */
async function upgrade(url: string, ...headers: string[]) {
  const request = rawRequest({ method: 'GET', path: '/v1/responses', headers: [...upgradeLines, ...headers] });
  const [answer] = await sendRaw(url, request);
  return { ...answer, code: answer.status === 101 ? undefined : JSON.parse(answer.body).error.code };
}

async function outcome(...headers: string[]) {
  const { status, code } = await upgrade(gateway.url, ...headers);
  return { status, code };
}

describe('the door of responses over a WebSocket', () => {
  afterEach(async () => {
    ResponsesSocket.cutAll();
    await gateway.close();
  });

  it.each([
    ['none', []],
    ['a wrong one', ['Authorization: Bearer wrong-token']],
    ['one of another kind', ['Authorization: Basic dXNlcjpwYXNz']],
    ['two', [rightToken, rightToken]],
  ])('C4: without the right credential (%s) it answers 401, as over HTTP', async (_which, headers) => {
    await start();
    const answer = await upgrade(gateway.url, ...headers);
    const plain = rawRequest({ path: '/v1/responses', headers: [...headers, 'Content-Length: 0'] });
    const [overHttp] = await sendRaw(gateway.url, plain);
    expect({ status: answer.status, body: answer.body }).toEqual({ status: 401, body: overHttp.body });
    expect(answer.headers['x-request-id']).toMatch(/^req_/);
    expect(gateway.logLines.filter((line) => line.includes('upgrade refused'))).toHaveLength(1);
  });

  it('C4: the credential counts in the header alone', async () => {
    await start();
    const secret = `token=${testToken}&access_token=${testToken}`;
    const request = rawRequest({
      method: 'GET',
      path: `/v1/responses?${secret}`,
      headers: [...upgradeLines, `Cookie: ${secret}`],
    });
    const [answer] = await sendRaw(gateway.url, request);
    expect(answer.status).toBe(401);
  });

  it('D1, D3: failures count in the one limit of all doors, and a lock-out holds here too', async () => {
    const rateLimit = { maxAttempts: 3, windowMs: 10_000, lockoutMs: 60_000 };
    await start({ auth: { mode: 'token', token: testToken, rateLimit } });
    const wrong = 'Authorization: Bearer wrong-token';
    const guesses = await Promise.all([outcome(wrong), outcome(wrong), outcome(wrong), outcome(wrong)]);
    expect(guesses.map(({ status }) => status).sort()).toEqual([401, 401, 401, 429]);
    const locked = await upgrade(gateway.url, rightToken);
    expect(locked).toMatchObject({ status: 429, headers: { 'retry-after': '60' } });
    expect((await postResponse(gateway, { input: 'hi' })).status).toBe(429);
  });

  it('M2: a foreign page is refused before its credential is looked at', async () => {
    await start({ allowedOrigins: ['https://panel.example'] });
    expect(await outcome(rightToken, 'Origin: https://evil.example')).toEqual({
      status: 403,
      code: 'origin_not_allowed',
    });
    expect((await outcome('Origin: https://evil.example')).status).toBe(403);
    expect((await outcome(rightToken, 'Origin: https://panel.example')).status).toBe(101);
  });

  it('M2: so is a foreign host', async () => {
    await start();
    const headers = [...upgradeLines, rightToken];
    const request = rawRequest({ method: 'GET', path: '/v1/responses', headers }).replace(
      'Host: 127.0.0.1',
      'Host: attacker.example',
    );
    const [answer] = await sendRaw(gateway.url, request);
    expect(answer.status).toBe(403);
  });

  it('D4: the log names the client behind a trusted proxy, as it does for every request', async () => {
    await start({ trustedProxies: ['127.0.0.1'] });
    await upgrade(gateway.url, 'X-Forwarded-For: 198.51.100.7');
    const [line = ''] = gateway.logLines.filter((text) => text.includes('upgrade refused'));
    expect(JSON.parse(line)).toMatchObject({ status: 401, client: '198.51.100.7' });
  });

  it('B2: while the endpoint is off it is 404, whatever the credential', async () => {
    await start({ http: { endpoints: { responses: { enabled: false } } } });
    expect(await outcome(rightToken)).toEqual({ status: 404, code: 'unknown_url' });
    expect(await outcome()).toEqual({ status: 404, code: 'unknown_url' });
  });

  it.each(['x-openclaw-on-disconnect: maybe', 'x-openclaw-include: everything'])(
    '%s is 400, before there is a connection',
    async (header) => {
      await start();
      const answer = await upgrade(gateway.url, rightToken, header);
      expect({ status: answer.status, code: answer.code }).toEqual({ status: 400, code: 'invalid_value' });
    },
  );

  it.each([
    ['a key', 'a-key', 'unsupported_parameter'],
    ['what is none', 'schl\u00fcssel', 'invalid_value'],
  ])('an Idempotency-Key is 400, since it would name every response (%s)', async (_what, key, reason) => {
    await start();
    const answer = await upgrade(gateway.url, rightToken, `Idempotency-Key: ${key}`);
    expect({ status: answer.status, code: answer.code }).toEqual({ status: 400, code: reason });
    expect(JSON.parse(answer.body).error.param).toBe('Idempotency-Key');
    expect((await upgrade(gateway.url, `Idempotency-Key: ${key}`)).status).toBe(401);
    expect((await upgrade(gateway.url, rightToken, 'X-Stainless-Retry-Count: 1')).status).toBe(101);
  });

  it.each([
    ['switched on', { auth: { mode: 'token', token: testToken, ownerAssertion: { secret: assertionSecret } } }],
    ['switched off', {}],
  ])('an assertion of ownership is 400, since it vouches for one request (%s)', async (_how, section) => {
    await start(section);
    const assertion = assertionOf(signed({ method: 'GET', target: '/v1/responses', body: '', key: 'token' }));
    const header = `X-OpenClaw-Owner-Assertion: ${assertion}`;
    const answer = await upgrade(gateway.url, rightToken, header);
    expect({ status: answer.status, code: answer.code }).toEqual({ status: 400, code: 'unsupported_parameter' });
    expect(JSON.parse(answer.body).error.param).toBe('x-openclaw-owner-assertion');
    expect((await upgrade(gateway.url, header)).status).toBe(401);
  });

  it('counts among the connections that a client may have, and gives its place back', async () => {
    await start({ ws: { maxConnectionsPerClient: 2 } });
    const client = await ResponsesSocket.open(gateway);
    await ResponsesSocket.open(gateway);
    expect(await outcome(rightToken)).toEqual({ status: 429, code: 'too_many_connections' });
    client.socket.terminate();
    await client.closed();
    let last = 429;
    while (last !== 101) last = (await outcome(rightToken)).status;
    for (let count = 0; count < 5; count += 1) await outcome('Authorization: Bearer wrong-token');
    while ((await outcome(rightToken)).status !== 101);
  });

  it('F1: the owner’s header of the upgrade holds for every response', async () => {
    await start();
    const client = await ResponsesSocket.open(gateway, { headers: { 'x-openclaw-sender-is-owner': 'false' } });
    await client.respond({ input: 'hi' });
    const strange = gateway.upstream.lastRequest.body.tools?.length ?? 0;
    await (await ResponsesSocket.open(gateway)).respond({ input: 'hi' });
    expect(gateway.upstream.lastRequest.body.tools?.length ?? 0).toBeGreaterThan(strange);
    const chooses = await ResponsesSocket.open(gateway, {
      headers: { 'x-openclaw-sender-is-owner': 'false', 'x-openclaw-model': 'fake/model' },
    });
    expect((await chooses.refusal({ input: 'hi' })).status).toBe(403);
  });

  it('no subprotocol is spoken, and no compression', async () => {
    await start();
    const headers = ['Sec-WebSocket-Protocol: realtime', 'Sec-WebSocket-Extensions: permessage-deflate'];
    const answer = await upgrade(gateway.url, rightToken, ...headers);
    expect(answer.status).toBe(101);
    expect(answer.headers).not.toHaveProperty('sec-websocket-protocol');
    expect(answer.headers).not.toHaveProperty('sec-websocket-extensions');
  });

  it('the credential is in no line of the log', async () => {
    await start();
    await (await ResponsesSocket.open(gateway)).respond({ input: 'hi' });
    expect(gateway.logLines.join('')).toContain('response over WebSocket');
    expect(gateway.logLines.join('')).not.toContain(testToken);
  });
});

describe('a configuration that changes under a connection', () => {
  const configPath = join(temporaryDirectory(), 'gateway.json5');
  let upstream: FakeUpstream;
  let app: TestApp;

  function write(section: object): void {
    const config = { ...upstreamConfig(upstream.baseUrl), gateway: { ...baseConfig.gateway, ...section } };
    writeFileSync(configPath, JSON.stringify(config));
  }

  async function reload(section: object): Promise<void> {
    const told = (): number => app.logLines.filter((line) => line.includes('Configuration reloaded')).length;
    const before = told();
    write(section);
    await eventually(() => told() > before);
  }

  beforeEach(async () => {
    upstream = await FakeUpstream.start();
    write(servingResponses());
    app = await createTestApp({ configPath });
  });
  afterEach(async () => {
    ResponsesSocket.cutAll();
    await app.close();
    await upstream.close();
  });

  it('another credential closes it, and ends its response', async () => {
    upstream.script(hangAfter('half'));
    const client = await ResponsesSocket.open(app);
    client.ask({ input: 'hi' });
    await eventually(() => client.events.some(({ delta }) => delta === 'half'));
    await reload({ ...servingResponses(), auth: { mode: 'token', token: 'another-token' } });
    expect(await client.closed()).toEqual({ code: 1008, reason: 'credentials changed' });
    await eventually(() => upstream.requests[0]?.aborted);
    await expect(ResponsesSocket.open(app)).rejects.toThrow('401');
  });

  it('an endpoint that is switched off serves no further frame, until it is on again', async () => {
    upstream.script(text('one'), text('two'));
    const client = await ResponsesSocket.open(app);
    await client.respond({ input: 'hi' });
    await reload({});
    expect(await client.refusal({ input: 'hi' })).toMatchObject({ status: 404, error: { code: 'unknown_url' } });
    await reload(servingResponses());
    expect(await client.respond({ input: 'hi' })).toMatchObject({ status: 'completed' });
  });

  it('a smaller limit of bodies holds for the next frame', async () => {
    const client = await ResponsesSocket.open(app);
    await reload(servingResponses({ maxBodyBytes: '1kb' }));
    const refused = await client.refusal({ input: 'x'.repeat(2_000) });
    expect(refused).toMatchObject({ status: 413, error: { code: 'request_too_large' } });
    expect(await client.respond({ input: 'hi' })).toMatchObject({ status: 'completed' });
  });
});
