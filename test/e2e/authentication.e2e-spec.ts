import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chat, get } from '../support/chat.js';
import { type TestApp, baseConfig, createTestApp, testToken, upstreamConfig } from '../support/create-test-app.js';
import { FakeUpstream } from '../support/fake-upstream.js';
import { rawChatRequest, rawRequest, sendRaw } from '../support/raw-http.js';

const hello = { model: 'openclaw', messages: [{ role: 'user', content: 'hi' }] };
const right = `Authorization: Bearer ${testToken}`;

describe('Authentication over HTTP', () => {
  let upstream: FakeUpstream;
  let gateway: TestApp;

  async function answerTo(...headers: string[]) {
    const [answer] = await sendRaw(gateway.url, rawChatRequest(headers, hello));
    return answer;
  }

  beforeEach(async () => {
    upstream = await FakeUpstream.start();
    gateway = await createTestApp({ config: upstreamConfig(upstream.baseUrl) });
  });

  afterEach(async () => {
    await gateway.close();
    await upstream.close();
  });

  it.each([
    ['nothing', []],
    ['a wrong token', ['Authorization: Bearer wrong-token']],
    ['the token with something behind it', [`${right}x`]],
    ['the beginning of the token', [right.slice(0, -1)]],
    ['the token in another case', [`Authorization: Bearer ${testToken.toUpperCase()}`]],
    ['an empty value', ['Authorization:']],
    ['the scheme alone', ['Authorization: Bearer']],
    ['the scheme and a blank', ['Authorization: Bearer ']],
    ['the token without scheme', [`Authorization: ${testToken}`]],
    ['Basic', [`Authorization: Basic ${Buffer.from(`user:${testToken}`).toString('base64')}`]],
    ['another scheme', [`Authorization: Token ${testToken}`]],
    ['two headers, the first one right', [right, 'Authorization: Bearer wrong-token']],
    ['two headers, the last one right', ['Authorization: Bearer wrong-token', right]],
    ['the right header twice', [right, right]],
    ['two tokens in one header', [`${right}, Bearer wrong-token`]],
    ['a cookie', [`Cookie: authorization=Bearer ${testToken}; token=${testToken}`]],
    ['headers of other servers', [`X-Api-Key: ${testToken}`, `Proxy-Authorization: Bearer ${testToken}`]],
  ])('C1: refuses %s with 401 and WWW-Authenticate, and nothing goes upstream', async (_name, headers) => {
    const answer = await answerTo(...headers);
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer');
    expect(answer.headers['x-should-retry']).toBe('false');
    expect(JSON.parse(answer.body)).toEqual({
      error: { message: expect.any(String), type: 'invalid_request_error', param: null, code: 'invalid_api_key' },
    });
    expect(upstream.requests).toHaveLength(0);
  });

  it.each([
    ['nothing', []],
    ['a wrong token', ['Authorization: Bearer wrong-token']],
  ])('C1: asks a client with %s for no body', async (_name, headers) => {
    const bytes = rawChatRequest([...headers, 'Expect: 100-continue'], hello);
    const [head] = bytes.split('{');
    const [answer] = await sendRaw(gateway.url, head);
    expect([answer.status, answer.headers.connection]).toEqual([401, 'close']);
  });

  it('C1: asks a client that is known for its body', async () => {
    const bytes = rawChatRequest([right, 'Expect: 100-continue'], hello);
    const [asked, answer] = await sendRaw(gateway.url, bytes, 2);
    expect([asked.status, answer.status]).toEqual([100, 200]);
  });

  it('C1: does not look for the token in the query string or the body', async () => {
    for (const name of ['token', 'access_token', 'key', 'authorization']) {
      const path = `/v1/chat/completions?${name}=${testToken}&${name}=Bearer%20${testToken}`;
      const body = { ...hello, [name]: testToken, metadata: { [name]: `Bearer ${testToken}` } };
      const [answer] = await sendRaw(gateway.url, rawChatRequest([], body, path));
      expect(answer.status).toBe(401);
    }
    expect(upstream.requests).toHaveLength(0);
  });

  it.each(['Bearer', 'bearer', 'BEARER', 'bEaReR'])('C1: takes the scheme %s', async (scheme) => {
    expect((await answerTo(`Authorization: ${scheme} ${testToken}`)).status).toBe(200);
    expect(upstream.requests).toHaveLength(1);
  });

  it('C1: guards every endpoint but the health checks', async () => {
    for (const path of ['/v1/models', '/v1/models/openclaw:main']) {
      expect((await get(gateway.url, path, { authorization: 'Bearer wrong-token' })).status).toBe(401);
      expect((await get(gateway.url, path)).status).toBe(200);
    }
    expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200);
  });

  it('C4: judges the headers before it reads or waits for the body', async () => {
    const headers = ['Content-Type: application/json', 'Content-Length: 10000000', 'Authorization: Bearer wrong-token'];
    const [answer] = await sendRaw(gateway.url, rawRequest({ path: '/v1/chat/completions', headers }));
    expect(answer.status).toBe(401);
  });

  it('C4: a wrong token is told nothing of agents, sessions, methods or the body', async () => {
    const answers = await Promise.all([
      chat(gateway.url, { model: 'openclaw:nobody' }, { headers: { authorization: 'Bearer wrong-token' } }),
      chat(gateway.url, {}, { headers: { authorization: 'Bearer wrong-token', 'x-openclaw-agent-id': '../..' } }),
      chat(gateway.url, { messages: 7 }, { headers: { authorization: 'Bearer wrong-token' } }),
      chat(gateway.url, {}, { headers: { authorization: 'Bearer wrong-token', 'content-type': 'text/plain' } }),
      fetch(`${gateway.url}/v1/chat/completions`, { method: 'PUT' }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
  });
});

describe('Modes of authentication', () => {
  let upstream: FakeUpstream;

  beforeEach(async () => {
    upstream = await FakeUpstream.start();
  });

  afterEach(() => upstream.close());

  /** The status that each of the credentials gets. */
  async function statuses(
    auth: Record<string, unknown>,
    env: Record<string, string>,
    ...secrets: string[]
  ): Promise<number[]> {
    const config = { ...upstreamConfig(upstream.baseUrl), gateway: { http: baseConfig.gateway.http, auth } };
    const gateway = await createTestApp({ config, env });
    try {
      const answers = secrets.map((secret) =>
        chat(gateway.url, {}, { headers: { authorization: `Bearer ${secret}` } }),
      );
      return (await Promise.all(answers)).map(({ status }) => status);
    } finally {
      await gateway.close();
    }
  }

  const env = { OPENCLAW_GATEWAY_TOKEN: 'environment-token', OPENCLAW_GATEWAY_PASSWORD: 'environment password' };
  const all = ['config-token', 'config password', 'environment-token', 'environment password'];
  const both = { token: 'config-token', password: 'config password' };

  it('C2: token mode takes the configured token and nothing else', async () => {
    expect(await statuses({ mode: 'token', ...both }, env, ...all)).toEqual([200, 401, 401, 401]);
  });

  it('C2: password mode takes the configured password and nothing else', async () => {
    expect(await statuses({ mode: 'password', ...both }, env, ...all)).toEqual([401, 200, 401, 401]);
  });

  it('C2: the environment holds where the configuration says nothing, also an empty text', async () => {
    expect(await statuses({ mode: 'token', token: '' }, env, ...all)).toEqual([401, 401, 200, 401]);
    expect(await statuses({ mode: 'password' }, env, ...all)).toEqual([401, 401, 401, 200]);
    expect(await statuses({}, { OPENCLAW_GATEWAY_TOKEN: 'environment-token' }, ...all)).toEqual([401, 401, 200, 401]);
  });

  it('C2: a password outside ASCII works as clients send it', async () => {
    const config = { ...baseConfig.gateway, auth: { mode: 'password', password: 'größer 🗝' } };
    const gateway = await createTestApp({ config: { ...upstreamConfig(upstream.baseUrl), gateway: config } });
    const sent = sendRaw(gateway.url, rawChatRequest(['Authorization: Bearer größer 🗝'], hello));
    const [answer] = await sent.finally(() => gateway.close());
    expect(answer.status).toBe(200);
  });

  it('C2: both set and no mode, or a mode without its credential, refuse to start and say why', async () => {
    await expect(statuses(both, {}, 'config-token')).rejects.toThrow(/gateway\.auth\.mode/);
    await expect(statuses({}, env, 'config-token')).rejects.toThrow(/gateway\.auth\.mode/);
    await expect(statuses({ mode: 'password', token: 'config-token' }, {}, 'x')).rejects.toThrow(/without a password/);
  });

  it('C3: without any credential a token is made once, and only that opens the gateway', async () => {
    const config = { ...upstreamConfig(upstream.baseUrl), gateway: { http: baseConfig.gateway.http } };
    const gateway = await createTestApp({ config });
    try {
      expect((await chat(gateway.url, {}, { headers: { authorization: '' } })).status).toBe(401);
      expect((await chat(gateway.url, {}, { headers: { authorization: 'Bearer undefined' } })).status).toBe(401);
      const token = readFileSync(join(gateway.stateDir, 'gateway-token'), 'utf8').trim();
      expect((await chat(gateway.url, {}, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
    } finally {
      await gateway.close();
    }
  });

  it('C3: mode none admits everybody on loopback', async () => {
    expect(await statuses({ mode: 'none' }, {}, 'anything')).toEqual([200]);
  });

  describe('C7: trusted-proxy', () => {
    const auth = {
      mode: 'trusted-proxy',
      trustedProxy: { userHeader: 'x-forwarded-user', requiredHeaders: ['x-proxy'], allowUsers: ['ada'] },
    };

    async function answers(trustedProxies: string[], ...attempts: string[][]): Promise<number[]> {
      const config = { ...upstreamConfig(upstream.baseUrl), gateway: { ...baseConfig.gateway, auth, trustedProxies } };
      const gateway = await createTestApp({ config });
      try {
        const sent = attempts.map((headers) => sendRaw(gateway.url, rawChatRequest(headers, hello)));
        return (await Promise.all(sent)).map(([{ status }]) => status);
      } finally {
        await gateway.close();
      }
    }

    it('C7: believes the identity header of a trusted peer, when it is complete and the user is admitted', async () => {
      const statuses = await answers(
        ['127.0.0.0/8'],
        ['X-Forwarded-User: ada', 'X-Proxy: 1'],
        ['X-Forwarded-User: ada'],
        ['X-Proxy: 1'],
        ['X-Forwarded-User: bob', 'X-Proxy: 1'],
        ['X-Forwarded-User: ada', 'X-Forwarded-User: bob', 'X-Proxy: 1'],
        ['X-Forwarded-User: ada, bob', 'X-Proxy: 1'],
      );
      expect(statuses).toEqual([200, 401, 401, 401, 401, 401]);
    });

    it('C7: believes nobody else, whatever forwarded address is claimed', async () => {
      const claim = ['X-Forwarded-User: ada', 'X-Proxy: 1', 'X-Forwarded-For: 10.0.0.1'];
      expect(await answers(['10.0.0.1'], claim)).toEqual([401]);
      expect(upstream.requests).toHaveLength(0);
    });
  });
});
