import { connect } from 'node:net';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { gatewayVersion } from '../../src/common/gateway-version.js';
import { controlMethods } from '../../src/control/control.module.js';
import { chat, get } from '../support/chat.js';
import { testToken } from '../support/create-test-app.js';
import { eventually } from '../support/eventually.js';
import { rawRequest, sendRaw } from '../support/raw-http.js';
import { TestGateway } from '../support/test-gateway.js';
import { WsClient, connectParams } from '../support/ws-client.js';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await TestGateway.start();
});
afterEach(() => gateway.upstream.reset());
afterAll(() => gateway.close());

const upgradeHeaders = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];

describe('how a connection begins', () => {
  it('the gateway speaks first: a challenge with a nonce of its own and the time, without seq', async () => {
    const clients = [await WsClient.open(gateway), await WsClient.open(gateway)];
    const challenges = [await clients[0].challenge(), await clients[1].challenge()];
    expect(clients[0].frames).toEqual([
      { type: 'event', event: 'connect.challenge', payload: { nonce: expect.any(String), ts: expect.any(Number) } },
    ]);
    expect(challenges[0].nonce).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
    expect(challenges[0].nonce).not.toBe(challenges[1].nonce);
    expect(Math.abs(Date.now() - challenges[0].ts)).toBeLessThan(10_000);
    expect(Number.isInteger(challenges[0].ts)).toBe(true);
  });

  it('connect is answered with hello-ok, which says what there is and what the limits are', async () => {
    const client = await WsClient.open(gateway);
    const { id, payload } = await client.sayHello();
    expect(id).toBe('1:request');
    expect(payload).toEqual({
      type: 'hello-ok',
      protocol: 4,
      server: { version: gatewayVersion, connId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      features: {
        methods: expect.arrayContaining(['health', 'status', 'agent', 'agent.wait', 'chat.send', 'sessions.list']),
        events: ['connect.challenge', 'agent', 'chat', 'sessions.changed', 'tick', 'shutdown'],
        capabilities: [],
      },
      snapshot: {
        presence: [expect.objectContaining({ mode: 'gateway', version: gatewayVersion })],
        stateVersion: { presence: 0, health: 0 },
        uptimeMs: expect.any(Number),
        sessionDefaults: {
          defaultAgentId: 'main',
          mainKey: 'main',
          mainSessionKey: 'agent:main:main',
          scope: 'per-sender',
        },
      },
      auth: { method: 'token', role: 'operator', scopes: ['operator.read', 'operator.write', 'operator.admin'] },
      policy: { maxPayload: 26_214_400, maxBufferedBytes: 8 * 1024 ** 2, tickIntervalMs: 30_000 },
    });
    expect(new Set(payload.features.methods).size).toBe(controlMethods.length);
  });

  it('each connection has an id of its own', async () => {
    const [first, second] = [await WsClient.open(gateway), await WsClient.open(gateway)];
    const ids = [(await first.sayHello()).payload.server.connId, (await second.sayHello()).payload.server.connId];
    expect(ids[0]).not.toBe(ids[1]);
  });

  it('permessage-deflate is offered by the client and declined by silence, subprotocols too', async () => {
    const client = await WsClient.connect(gateway, {}, { perMessageDeflate: true });
    expect(client.socket.extensions).toBe('');
    const answer = await sendUpgrade('/', ['Sec-WebSocket-Protocol: some.protocol']);
    expect(answer).toMatch(/^HTTP\/1\.1 101 /);
    expect(answer).not.toMatch(/sec-websocket-protocol|sec-websocket-extensions/i);
  });

  it('the query of the URL means nothing, so no credential is read from it', async () => {
    const client = await WsClient.open(gateway, { path: `/?token=${testToken}` });
    const { error } = await client.sayHello({ auth: {} });
    expect(error?.code).toBe('NOT_PAIRED');
  });
});

describe('requests and answers', () => {
  it.each(['1', '2:9f1b6c7e-0000-4000-8000-000000000001', 'ü 漢 "quoted"', 'x'.repeat(256)])(
    'the id %j is echoed as it is',
    async (id) => {
      const client = await WsClient.connect(gateway);
      client.ask('commands.list', {}, id);
      expect(await client.answer(id)).toEqual({ type: 'res', id, ok: true, payload: { commands: [] } });
    },
  );

  it.each<[string, object]>([
    ['missing', {}],
    ['null', { params: null }],
    ['empty', { params: {} }],
    ['of a newer client', { params: { includeProbes: true } }],
  ])('params may be %s', async (_name, rest) => {
    const client = await WsClient.connect(gateway);
    client.send({ type: 'req', id: 'a', method: 'health', ...rest });
    expect(await client.answer('a')).toMatchObject({ ok: true, payload: { ok: true } });
  });

  it.each([[[]], ['text'], [7], [true]])('params that are %j are refused', async (params) => {
    const client = await WsClient.connect(gateway);
    const { error } = await client.request('health', params);
    expect(error).toMatchObject({ code: 'INVALID_REQUEST', message: expect.stringContaining('invalid health params') });
  });

  it.each(['nosuch.method', 'connect', 'toString', '__proto__', 'constructor'])(
    'the method %s is unknown',
    async (method) => {
      const client = await WsClient.connect(gateway);
      const { error } = await client.request(method, connectParams());
      expect(error).toEqual({ code: 'INVALID_REQUEST', message: `unknown method: ${method}` });
      await client.settled();
    },
  );

  it('a method name of any length is answered shortly', async () => {
    const client = await WsClient.connect(gateway);
    expect((await client.request('m'.repeat(100_000))).error?.message.length).toBeLessThan(200);
  });

  it('many requests at once are all answered, each under its own id', async () => {
    const client = await WsClient.connect(gateway);
    const ids = Array.from({ length: 100 }, () => client.ask('agents.list'));
    const answers = await Promise.all(ids.map((id) => client.answer(id)));
    expect(answers.every(({ ok }) => ok)).toBe(true);
    await client.settled();
    for (const id of ids) expect(client.answers(id)).toHaveLength(1);
  });
});

describe('events', () => {
  it('seq counts the events of each connection from 1, without gaps', async () => {
    const early = await WsClient.connect(gateway);
    const runs = async (client: WsClient, key: string): Promise<void> => {
      await (
        await client.startAgent({ message: 'hi', idempotencyKey: key })
      ).completed;
    };
    await runs(early, 'seq-1');
    const late = await WsClient.connect(gateway);
    await runs(late, 'seq-2');
    await Promise.all([early.settled(), late.settled()]);
    for (const client of [early, late]) {
      const seqs = client.frames.filter(({ event }) => event && event !== 'connect.challenge').map(({ seq }) => seq);
      expect(seqs.length).toBeGreaterThan(3);
      expect(seqs).toEqual(seqs.map((_, index) => index + 1));
    }
    expect(early.payloads('agent').length).toBeGreaterThan(late.payloads('agent').length);
  });
});

describe('one port', () => {
  it('B1: HTTP and WebSocket requests are served side by side', async () => {
    const client = await WsClient.connect(gateway);
    const answers = await Promise.all(
      Array.from({ length: 10 }, async (_, index) => {
        const [over, http] = await Promise.all([
          client.result('agents.list'),
          index % 2 === 0 ? chat(gateway.url) : get(gateway.url, '/v1/models'),
        ]);
        return [over.agents.length, http.status];
      }),
    );
    expect(answers).toEqual(Array.from({ length: 10 }, () => [2, 200]));
  });

  it.each(['/nothing', '/v1/chat/completions', '//', '/..'])(
    'an upgrade of %s is answered with 404 in the envelope',
    async (path) => {
      const answer = await sendUpgrade(path);
      expect(answer).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/);
      expect(answer).toMatch(/x-request-id: req_/i);
      const body = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')));
      expect(body.error).toMatchObject({ type: 'invalid_request_error', message: expect.any(String) });
    },
  );

  it('a connection that is refused is let go, also where the client keeps its half open', async () => {
    const socket = connect({ port: gateway.port, host: '127.0.0.1', allowHalfOpen: true });
    await once(socket, 'connect');
    socket.on('error', () => undefined).resume();
    const before = await connectionsOf(gateway);
    socket.write(rawRequest({ method: 'GET', path: '/nothing', headers: upgradeHeaders }));
    await once(socket, 'end');
    let now = before;
    await eventually(() => {
      connectionsOf(gateway).then(
        (count) => (now = count),
        () => undefined,
      );
      return now < before;
    });
    socket.destroy();
  });

  it.each([
    ['GET', 'h2c'],
    ['GET', 'TLS/1.0'],
    ['POST', 'websocket'],
  ])('a %s that would like to upgrade to %s is answered as plain HTTP', async (method, upgrade) => {
    const headers = ['Connection: Upgrade', `Upgrade: ${upgrade}`, 'Content-Length: 0'];
    const [answer] = await sendRaw(gateway.url, rawRequest({ method, path: '/healthz', headers }));
    expect(answer.status).toBe(method === 'GET' ? 200 : 405);
    expect(answer.headers['x-request-id']).toMatch(/^req_/);
  });

  it('the name of the protocol is read in any case', async () => {
    const headers = upgradeHeaders.map((line) => line.replace('websocket', 'WebSocket'));
    expect(await sendUpgrade('/', [], headers)).toMatch(/^HTTP\/1\.1 101 /);
  });

  it.each([
    ['no key', upgradeHeaders.filter((line) => !line.includes('Key')), 400],
    ['another version', upgradeHeaders.map((line) => line.replace('13', '12')), 400],
  ])('a handshake with %s is refused', async (_name, headers, status) => {
    const answer = await sendUpgrade('/', [], headers);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });

  it('without an upgrade, / is no page', async () => {
    expect((await get(gateway.url, '/')).status).toBe(404);
  });
});

/** What an upgrade is answered with; for a WebSocket its headers. */
async function sendUpgrade(path: string, more: readonly string[] = [], headers = upgradeHeaders): Promise<string> {
  const socket = connect(gateway.port, '127.0.0.1');
  let received = '';
  socket.setEncoding('latin1').on('data', (piece: string) => (received += piece));
  socket.write(rawRequest({ method: 'GET', path, headers: [...headers, ...more] }));
  await eventually(() => received.includes('\r\n\r\n') && (received.includes('HTTP/1.1 101') || socket.destroyed));
  socket.destroy();
  return received;
}

async function connectionsOf({ app }: TestGateway): Promise<number> {
  return new Promise((resolve, reject) => {
    app.getHttpServer().getConnections((error: Error | null, count: number) => {
      if (error) reject(error);
      else resolve(count);
    });
  });
}
