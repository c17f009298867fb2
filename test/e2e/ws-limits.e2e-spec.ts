import { once } from 'node:events';
import { type Socket, connect } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { WebSocket } from 'ws';
import { Clock } from '../../src/common/clock.js';
import { chat } from '../support/chat.js';
import { eventually } from '../support/eventually.js';
import { text } from '../support/fake-answers.js';
import { FakeClock } from '../support/fake-clock.js';
import { TestGateway, type TestGatewayOptions } from '../support/test-gateway.js';
import { WsClient, connectParams } from '../support/ws-client.js';

const kibibyte = 1024;
const mebibyte = 1024 ** 2;

/** A gateway whose time stands still. */
async function stillGateway(options: TestGatewayOptions = {}): Promise<{ gateway: TestGateway; clock: FakeClock }> {
  const clock = new FakeClock();
  const override: TestGatewayOptions['override'] = (builder) => builder.overrideProvider(Clock).useValue(clock);
  return { gateway: await TestGateway.start({ ...options, override }), clock };
}

describe('time', () => {
  let gateway: TestGateway;
  let clock: FakeClock;

  beforeEach(async () => ({ gateway, clock } = await stillGateway()));
  afterEach(() => gateway.close());

  it('whoever says nothing for 5 s is closed without a word', async () => {
    const client = await WsClient.open(gateway);
    await client.challenge();
    await clock.advance(4_999);
    expect(client.isClosed).toBe(false);
    await clock.advance(1);
    expect(await client.closed).toEqual({ code: 1000, reason: '' });
    expect(client.eventNames).toEqual(['connect.challenge']);
  });

  it('pings do not buy a client that has not connected more time', async () => {
    const client = await WsClient.open(gateway);
    await client.challenge();
    await clock.advance(4_000);
    client.socket.ping('still here');
    await clock.advance(1_000);
    expect((await client.closed).code).toBe(1000);
  });

  it('pings before connect are not answered, and many of them end the connection', async () => {
    const client = await WsClient.open(gateway);
    const answered = jest.fn();
    client.socket.on('pong', answered);
    for (let count = 0; count < 100; count++) client.socket.ping();
    expect(await client.closed).toEqual({ code: 1008, reason: 'too many pings' });
    expect(answered).not.toHaveBeenCalled();
  });

  it('pings of a connected client count as messages', async () => {
    const client = await WsClient.connect(gateway);
    for (let count = 0; count < 3_000; count++) client.socket.ping();
    expect(await client.closed).toEqual({ code: 1008, reason: 'too many messages' });
  });

  it('whoever has connected may be silent for as long as it answers pings', async () => {
    const client = await WsClient.connect(gateway);
    for (let minute = 0; minute < 4; minute++) {
      const ping = once(client.socket, 'ping');
      await clock.advance(30_000);
      await ping;
      await client.settled();
    }
    expect(client.payloads('tick')).toHaveLength(4);
    expect(client.isClosed).toBe(false);
  });

  it('every 30 s there is a tick with the time, counted like every event', async () => {
    const client = await WsClient.connect(gateway);
    await clock.advance(29_999);
    await client.settled();
    expect(client.payloads('tick')).toEqual([]);
    await clock.advance(1);
    expect(await client.event('tick')).toEqual({ ts: clock.now() });
    expect(client.frames.at(-1)).toMatchObject({ event: 'tick', seq: 1 });
  });

  it('whoever leaves a ping unanswered until the next one is cut off', async () => {
    const client = await WsClient.connect(gateway, {}, { autoPong: false });
    await clock.advance(30_000);
    await client.event('tick');
    expect(client.isClosed).toBe(false);
    await clock.advance(30_000);
    expect((await client.closed).code).toBe(1006);
  });

  it('a client that does not answer the close is cut off after a second', async () => {
    const client = await WsClient.connect(gateway);
    const before = clock.waiting;
    client.send(Buffer.from('binary'));
    client.socket.pause();
    await eventually(() => clock.waiting > before);
    await clock.advance(1_000);
    let connections = -1;
    await eventually(() => {
      gateway.app.getHttpServer().getConnections((_error: unknown, count: number) => (connections = count));
      return connections === 0;
    });
  });
});

describe('the size of frames', () => {
  let gateway: TestGateway;

  beforeAll(async () => (gateway = await TestGateway.start()));
  afterEach(() => gateway.upstream.reset());
  afterAll(() => gateway.close());

  const paddedConnect = (length: number): string => {
    const frame = { type: 'req', id: '1', method: 'connect', params: { ...connectParams(), padding: '' } };
    const missing = length - JSON.stringify(frame).length;
    return JSON.stringify({ ...frame, params: { ...frame.params, padding: 'x'.repeat(missing) } });
  };

  it('connect may have 64 KiB', async () => {
    const client = await WsClient.open(gateway);
    client.send(paddedConnect(64 * kibibyte));
    expect((await client.answer('1')).ok).toBe(true);
  });

  it('more than that is 1009', async () => {
    const client = await WsClient.open(gateway);
    client.send(paddedConnect(64 * kibibyte + 64));
    expect(await client.closed).toEqual({ code: 1009, reason: 'too much before connect' });
    expect(client.answers('1')).toEqual([]);
  });

  it('the same where it comes slowly, in pieces of a message that has no end', async () => {
    const client = await WsClient.open(gateway);
    for (let piece = 0; piece < 70 && !client.isClosed; piece++) {
      client.socket.send('x'.repeat(kibibyte), { fin: false });
      await new Promise(setImmediate);
    }
    expect((await client.closed).code).toBe(1009);
  });

  it('the same for many small frames, also for those that say nothing', async () => {
    const client = await WsClient.open(gateway);
    for (let count = 0; count < 700; count++) client.socket.pong('x'.repeat(100));
    expect((await client.closed).code).toBe(1009);
  });

  it('a client that was turned away is not listened to any more', async () => {
    const sockets = watchUpgrades(gateway);
    const client = await WsClient.open(gateway);
    await client.challenge();
    client.socket.send('no JSON');
    const [server] = [...sockets];
    for (let count = 0; count < 80; count++) client.socket.send('x'.repeat(256 * kibibyte));
    expect((await client.closed).code).toBe(1007);
    expect(server?.bytesRead).toBeLessThan(512 * kibibyte);
  });

  it('a message in a great many pieces is refused', async () => {
    const client = await WsClient.open(gateway);
    for (let count = 0; count < 2_000; count++) client.socket.send('x', { fin: false });
    expect((await client.closed).code).toBe(1008);
  });

  it('what a client goes on sending after that is not gathered', async () => {
    const sockets = watchUpgrades(gateway);
    const socket = connect(gateway.port, '127.0.0.1');
    socket.on('error', () => undefined).resume();
    socket.write(
      'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
    await once(socket, 'data');
    const header = Buffer.from([0x81, 0xff, 0, 0, 0, 0, 1, 0x40, 0, 0, 0, 0, 0, 0]);
    socket.write(header);
    const [server] = [...sockets];
    const piece = Buffer.alloc(256 * kibibyte, 'x');
    for (let count = 0; count < 80; count++) socket.write(piece);
    await new Promise((resolve) => socket.once('close', resolve));
    // A piece is read as it comes, and what is too much shows only then; of the 20 MiB there is no second one.
    expect(server?.bytesRead).toBeGreaterThan(64 * kibibyte);
    expect(server?.bytesRead).toBeLessThan(256 * kibibyte);
  });

  it('after connect a frame may have 25 MiB, and not more', async () => {
    const client = await WsClient.connect(gateway);
    const frame = (length: number): string => {
      const head = '{"type":"req","id":"big","method":"agents.list","params":{"padding":"';
      return `${head}${'x'.repeat(length - head.length - 3)}"}}`;
    };
    client.send(frame(25 * mebibyte));
    expect((await client.answer('big')).ok).toBe(true);
    client.send(frame(25 * mebibyte + 1));
    expect((await client.closed).code).toBe(1009);
  });

  it.each([
    ['lists', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['objects', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
  ])('%s nested deeply are refused under the id of the request', async (_name, deep) => {
    const client = await WsClient.connect(gateway);
    client.send(`{"type":"req","id":"deep","method":"health","params":{"x":${deep}}}`);
    expect((await client.answer('deep')).error).toEqual({
      code: 'INVALID_REQUEST',
      message: 'invalid request frame: must not be nested deeper than 64 levels',
    });
    expect((await client.request('health')).ok).toBe(true);
  });
});

describe('how much a client may ask', () => {
  let gateway: TestGateway;

  beforeEach(async () => ({ gateway } = await stillGateway()));
  afterEach(() => gateway.close());

  const tooMany = {
    code: 'UNAVAILABLE',
    message: 'too many requests on this connection; wait for answers before sending more',
    details: { code: 'TOO_MANY_REQUESTS' },
    retryable: true,
    retryAfterMs: expect.any(Number),
  };

  it('a flood is answered with how long to wait, and closed with 1008 where that does not help', async () => {
    const client = await WsClient.connect(gateway);
    const other = await WsClient.connect(gateway);
    for (let count = 0; count < 500; count++) {
      client.ask('nosuch.method');
      if (count % 100 === 99) await client.answer(`${count + 2}:request`);
    }
    expect((await client.request('health')).error).toEqual(tooMany);
    for (let count = 0; count < 1_000; count++) client.send('no JSON');
    expect(await client.closed).toEqual({ code: 1008, reason: 'too many messages' });
    expect((await other.request('health')).ok).toBe(true);
  });

  it('a client that waits as it was told is served again', async () => {
    const { gateway: own, clock } = await stillGateway();
    try {
      const client = await WsClient.connect(own);
      for (let count = 0; count < 500; count++) client.send('no JSON');
      const { error } = await client.request('agents.list');
      expect(error).toEqual(tooMany);
      await clock.advance(error?.retryAfterMs ?? 0);
      expect((await client.request('agents.list')).ok).toBe(true);
      expect((await client.request('agents.list')).error).toEqual(tooMany);
    } finally {
      WsClient.cutAll();
      await own.close();
    }
  });

  it('more requests under way than 128 are refused until some are answered', async () => {
    const client = await WsClient.connect(gateway);
    const held = gateway.upstream.manual();
    const { completed } = await client.startAgent({ message: 'hi', idempotencyKey: 'held' });
    const exchange = await held;
    const waiting = Array.from({ length: 127 }, () => client.ask('agent.wait', { runId: 'held' }));
    const { error } = await client.request('agent.wait', { runId: 'held' });
    expect(error).toEqual({ ...tooMany, retryAfterMs: 1_000 });
    await exchange.finish();
    await Promise.all([completed, ...waiting.map((id) => client.answer(id))]);
    expect((await client.request('agent.wait', { runId: 'held' })).payload.status).toBe('ok');
  });
});

describe('how many connections there may be', () => {
  async function upgradeStatus(gateway: TestGateway, headers: Record<string, string> = {}) {
    const socket = new WebSocket(gateway.url.replace(/^http/, 'ws'), { headers });
    socket.on('error', () => undefined);
    const [request, response] = await once(socket, 'unexpected-response');
    const pieces: Buffer[] = [];
    for await (const piece of response) pieces.push(piece as Buffer);
    request.destroy();
    const { error } = JSON.parse(Buffer.concat(pieces).toString());
    return { status: response.statusCode, retryAfter: response.headers['retry-after'], code: error.code, error };
  }

  it('a client that has as many as it may is answered with 429, others are not affected', async () => {
    const gateway = await TestGateway.start({
      gateway: { ws: { maxConnectionsPerClient: 2 }, trustedProxies: ['127.0.0.1'] },
    });
    try {
      const mine = { 'x-forwarded-for': '198.51.100.7' };
      const first = await WsClient.open(gateway, { headers: mine });
      await WsClient.connect(gateway, {}, { headers: mine });
      const refused = await upgradeStatus(gateway, mine);
      expect(refused).toMatchObject({ status: 429, retryAfter: '5', code: 'too_many_connections' });
      expect(refused.error.message).toContain('gateway.ws.maxConnectionsPerClient');
      await WsClient.connect(gateway, {}, { headers: { 'x-forwarded-for': '198.51.100.8' } });
      first.socket.close();
      await first.closed;
      let again: WsClient | undefined;
      await eventually(() => {
        WsClient.open(gateway, { headers: mine }).then(
          (client) => (again = client),
          () => undefined,
        );
        return again !== undefined;
      });
    } finally {
      WsClient.cutAll();
      await gateway.close();
    }
  });

  it('a gateway that has as many as it may answers 503, and HTTP goes on', async () => {
    const gateway = await TestGateway.start({ gateway: { ws: { maxConnections: 1 } } });
    try {
      const client = await WsClient.connect(gateway);
      const refused = await upgradeStatus(gateway);
      expect(refused).toMatchObject({ status: 503, retryAfter: '5', code: 'too_many_connections' });
      expect((await chat(gateway.url)).status).toBe(200);
      expect((await client.request('health')).ok).toBe(true);
    } finally {
      WsClient.cutAll();
      await gateway.close();
    }
  });

  it('a handshake that fails gives its place back', async () => {
    const gateway = await TestGateway.start({ gateway: { ws: { maxConnections: 1 } } });
    try {
      for (let count = 0; count < 5; count++) {
        const client = await WsClient.open(gateway);
        expect((await client.sayHello({ auth: { token: 'wrong' } })).ok).toBe(false);
        await client.closed;
        await eventually(() => client.isClosed);
      }
      let open = false;
      await eventually(() => {
        WsClient.open(gateway).then(
          () => (open = true),
          () => undefined,
        );
        return open;
      });
    } finally {
      WsClient.cutAll();
      await gateway.close();
    }
  });
});

describe('a client that does not read', () => {
  const limit = mebibyte;
  let gateway: TestGateway;
  let sockets: Set<Socket>;

  beforeAll(async () => {
    gateway = await TestGateway.start({ gateway: { ws: { maxBufferedBytes: limit } } });
    sockets = watchUpgrades(gateway);
  });
  afterEach(() => gateway.upstream.reset());
  afterAll(() => gateway.close());

  /** The most that the gateway keeps for one of its WebSocket clients. */
  function kept(): number {
    return Math.max(...[...sockets].map((socket) => socket.writableLength), 0);
  }

  it('is closed as a slow consumer, and costs no more than its buffer; others get everything', async () => {
    const slow = await WsClient.connect(gateway);
    const quick = await WsClient.connect(gateway);
    slow.socket.pause();
    gateway.upstream.handler = () => text('long answer '.repeat(8_000));
    let most = 0;
    for (let count = 0; count < 40; count++) {
      const { completed } = await quick.startAgent({ message: 'hi', idempotencyKey: `slow-${count}` });
      expect((await completed).ok).toBe(true);
      most = Math.max(most, kept());
    }
    slow.socket.resume();
    const { code, reason } = await slow.closed;
    expect([1006, 1008]).toContain(code);
    if (code === 1008) expect(reason).toBe('slow consumer');
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThan(limit + kibibyte);
    expect((await quick.request('health')).ok).toBe(true);
  });

  it('may not let answers to pings pile up either', async () => {
    const slow = await WsClient.connect(gateway);
    slow.socket.pause();
    const payload = 'x'.repeat(125);
    let most = 0;
    for (let count = 0; count < 200_000 && slow.socket.readyState === WebSocket.OPEN; count++) {
      slow.socket.ping(payload);
      if (count % 2_000 === 0) {
        await new Promise(setImmediate);
        most = Math.max(most, kept());
      }
    }
    await eventually(() => sockets.size === 0);
    expect(most).toBeLessThan(limit + kibibyte);
  });

  it('does not hold up a run, however far it is over its limit', async () => {
    const slow = await WsClient.connect(gateway);
    slow.socket.pause();
    gateway.upstream.handler = () => text('y'.repeat(mebibyte));
    for (let count = 0; count < 3; count++) expect((await chat(gateway.url)).status).toBe(200);
    // Each run alone says more than the limit, so the gateway gives the client up: first politely, then for good.
    await eventually(() => sockets.size === 0);
  });
});

/** The sockets of the gateway that become WebSockets from now on, as long as they are open. */
function watchUpgrades({ app }: TestGateway): Set<Socket> {
  const sockets = new Set<Socket>();
  app.getHttpServer().on('upgrade', (_request: unknown, socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return sockets;
}
