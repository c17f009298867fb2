import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { WebSocket } from 'ws';
import { Clock } from '../../src/common/clock.js';
import { stop } from '../../src/shutdown.js';
import { testToken } from '../support/create-test-app.js';
import { eventually } from '../support/eventually.js';
import { chunks, gate, hang, hangAfter, text } from '../support/fake-answers.js';
import { FakeClock } from '../support/fake-clock.js';
import { servingResponses } from '../support/response-request.js';
import { ResponsesSocket, expectWhole } from '../support/responses-socket.js';
import { stalled } from '../support/stalled.js';
import { TestGateway } from '../support/test-gateway.js';

let gateway: TestGateway;
let clock: FakeClock;
let isStopped: boolean;

beforeEach(async () => {
  isStopped = false;
  clock = new FakeClock();
  gateway = await start();
});
afterEach(async () => {
  ResponsesSocket.cutAll();
  if (isStopped) await gateway.upstream.close();
  else await gateway.close();
});

function start(section: Record<string, unknown> = {}): Promise<TestGateway> {
  return TestGateway.start({
    gateway: { ...servingResponses({ maxBodyBytes: '64kb' }), drainSeconds: 1, ...section },
    override: (builder) => builder.overrideProvider(Clock).useValue(clock),
  });
}

describe('frames', () => {
  it('a binary one closes the connection', async () => {
    const client = await ResponsesSocket.open(gateway);
    client.socket.send(Buffer.from('{"type":"response.create","input":"hi"}'));
    expect(await client.closed()).toEqual({ code: 1003, reason: 'binary frames are not supported' });
    expect(gateway.upstream.requests).toEqual([]);
  });

  it('one may be as large as a body, and not larger', async () => {
    const client = await ResponsesSocket.open(gateway);
    const frame = (length: number): string => {
      const empty = JSON.stringify({ type: 'response.create', input: '' }).length;
      return JSON.stringify({ type: 'response.create', input: 'x'.repeat(length - empty) });
    };
    expect((await client.create(frame(64 * 1024))).at(-1)?.type).toBe('response.completed');
    client.ask(frame(64 * 1024 + 1));
    expect(await client.closed()).toEqual({ code: 1009, reason: 'message too large' });
    expect(gateway.upstream.requests).toHaveLength(1);
  });

  it('what is no UTF-8 closes the connection', async () => {
    const client = await ResponsesSocket.open(gateway);
    client.socket.send(Buffer.from([0x22, 0xff, 0x22]), { binary: false });
    expect(await client.closed()).toEqual({ code: 1007, reason: 'text that is not UTF-8' });
  });

  it('a message in a great many pieces closes the connection', async () => {
    const client = await ResponsesSocket.open(gateway);
    for (let count = 0; count < 2_000; count += 1) client.socket.send('x', { fin: false });
    expect(await client.closed()).toEqual({ code: 1008, reason: 'too many pieces of a message' });
  });
});

describe('how much may wait', () => {
  it('sixteen frames behind the one under way; the next are refused, and those lose nothing', async () => {
    const door = gate();
    gateway.upstream.script(chunks(['first', door]));
    const client = await ResponsesSocket.open(gateway);
    for (let count = 0; count < 20; count += 1) client.ask({ input: `number ${count}`, stream_id: `s${count}` });
    await eventually(() => client.events.filter(({ type }) => type === 'error').length === 3);
    expect(client.events.find(({ type }) => type === 'error')).toMatchObject({
      status: 429,
      stream_id: 's17',
      error: { code: 'too_many_requests', headers: { 'retry-after': '1' } },
    });
    door.open();
    const completed = (): number => client.events.filter(({ type }) => type === 'response.completed').length;
    await eventually(() => completed() === 17);
    const texts = gateway.upstream.requests.map(({ lastUserText }) => lastUserText);
    expect(texts).toEqual(Array.from({ length: 17 }, (_, index) => `number ${index}`));
  });

  it('as many bytes as a body may have', async () => {
    const door = gate();
    gateway.upstream.script(chunks(['first', door]));
    const client = await ResponsesSocket.open(gateway);
    client.ask({ input: 'hi' });
    for (let count = 0; count < 4; count += 1) client.ask({ input: 'x'.repeat(30_000) });
    await eventually(() => client.events.filter(({ type }) => type === 'error').length === 2);
    door.open();
    await eventually(() => client.events.filter(({ type }) => type === 'response.completed').length === 3);
  });

  it('a flood of frames or pings is closed with 1008', async () => {
    for (const flood of ['not json', undefined]) {
      const client = await ResponsesSocket.open(gateway);
      for (let count = 0; count < 3_000; count += 1)
        if (flood === undefined) client.socket.ping();
        else client.ask(flood);
      expect(await client.closed()).toEqual({ code: 1008, reason: 'too many messages' });
    }
  });

  it('a conversation may grow to the size of a body', async () => {
    gateway.upstream.script(text('x'.repeat(70_000)));
    const client = await ResponsesSocket.open(gateway);
    const { id } = await client.respond({ store: false, input: 'hi' });
    const refused = await client.refusal({ store: false, previous_response_id: id, input: 'on' });
    expect(refused).toMatchObject({ status: 413, error: { param: 'previous_response_id', code: 'request_too_large' } });
    expect(refused.error?.message).toContain('gateway.http.endpoints.responses.maxBodyBytes');
  });
});

describe('J6: a client that reads slowly', () => {
  const pieceBytes = 64 * 1024;
  const pieces = 768;
  /** What the sockets of both connections may hold, and a little for the gateway itself. */
  const mostInFlight = 24 * 1024 * 1024;

  beforeEach(async () => {
    await gateway.close();
    // Less than is left for it to read at its own pace.
    gateway = await start({ ws: { maxBufferedBytes: '64kb' } });
  });

  it('pauses the upstream, is not cut off by pings of either side, and loses nothing', async () => {
    const manual = gateway.upstream.manual();
    const headers = { authorization: `Bearer ${testToken}` };
    const socket = new WebSocket(`ws://127.0.0.1:${gateway.port}/v1/responses`, { headers, maxPayload: 0 });
    const types = new Map<string, number>();
    socket.on('message', (data: Buffer) => {
      const type = /^{"type":"([^"]+)"/.exec(data.toString('utf8', 0, 64))?.[1] ?? '';
      types.set(type, (types.get(type) ?? 0) + 1);
    });
    await once(socket, 'open');
    socket.send('{"type":"response.create","store":false,"input":"hi"}');
    const exchange = await manual;
    await exchange.delta({ content: 'begun' });
    await eventually(() => types.has('response.output_text.delta'));
    socket.pause();
    let sent = 0;
    const sending = (async () => {
      for (; sent < pieces; sent += 1) await exchange.delta({ content: 'x'.repeat(pieceBytes) });
      await exchange.finish();
    })();
    await eventually(stalled(() => sent));
    expect(sent * pieceBytes).toBeLessThan(mostInFlight);
    const pongs: string[] = [];
    socket.on('pong', (data) => pongs.push(data.toString()));
    for (let count = 0; count < 3; count += 1) {
      socket.ping(`still there? ${count}`);
      await clock.advance(30_000);
    }
    socket.resume();
    await sending;
    await eventually(() => pongs.includes('still there? 2'));
    await eventually(() => types.has('response.completed'));
    expect(types.get('response.output_text.delta')).toBeGreaterThan(pieces);
    socket.terminate();
  });
});

describe('time', () => {
  it('a client that answers pings may be silent', async () => {
    const client = await ResponsesSocket.open(gateway);
    for (let count = 0; count < 4; count += 1) {
      const ping = once(client.socket, 'ping');
      await clock.advance(30_000);
      await ping;
      expect(await client.respond({ input: 'hi' })).toMatchObject({ status: 'completed' });
    }
  });

  it('one that leaves a ping unanswered until the next one is cut off', async () => {
    const client = await ResponsesSocket.open(gateway, { autoPong: false });
    await clock.advance(30_000);
    expect(client.closing).toBeUndefined();
    await clock.advance(30_000);
    expect((await client.closed())?.code).toBe(1006);
  });

  it('a ping is answered, also while a response is under way', async () => {
    gateway.upstream.script(hang());
    const client = await ResponsesSocket.open(gateway);
    const answered = jest.fn();
    client.socket.on('pong', answered);
    client.ask({ input: 'hi' });
    client.socket.ping('still there?');
    await eventually(() => answered.mock.calls.length === 1);
  });

  /** Time goes on, and the pings of both sides come and go. */
  async function minutes(count: number, client: ResponsesSocket): Promise<void> {
    for (let half = 0; half < count * 2; half += 1) {
      const ping = once(client.socket, 'ping');
      await clock.advance(30_000);
      await ping;
      const pong = once(client.socket, 'pong');
      client.socket.ping();
      await pong;
    }
  }

  it('after 60 minutes a connection is told so, and closed', async () => {
    const client = await ResponsesSocket.open(gateway);
    await minutes(59, client);
    await clock.advance(59_999);
    expect(client.events).toEqual([]);
    await clock.advance(1);
    const [last] = await client.turn();
    expect(last).toMatchObject({ status: 400, error: { code: 'websocket_connection_limit_reached' } });
    expect(await client.closed()).toEqual({ code: 1000, reason: 'connection time limit' });
  });
});

describe('a gateway that stops', () => {
  function stopping(): Promise<void> {
    isStopped = true;
    return stop(gateway.app, 'the end of a test');
  }

  it('closes connections with 1012', async () => {
    const client = await ResponsesSocket.open(gateway);
    await stopping();
    expect(await client.closed()).toEqual({ code: 1012, reason: 'the gateway stops' });
  });

  it('K2: gives a response under way its time, and takes no other', async () => {
    const door = gate();
    gateway.upstream.script(chunks(['half ', door, 'whole']));
    const [client, other] = [await ResponsesSocket.open(gateway), await ResponsesSocket.open(gateway)];
    client.ask({ input: 'hi' });
    await eventually(() => client.events.some(({ delta }) => delta === 'half '));
    const stopped = stopping();
    expect(await other.refusal({ input: 'late' })).toMatchObject({ status: 503, error: { code: 'draining' } });
    door.open();
    const events = await client.turn();
    expectWhole(events);
    expect(events.at(-1)?.response).toMatchObject({
      status: 'completed',
      output: [{ content: [{ text: 'half whole' }] }],
    });
    await stopped;
    expect((await client.closed())?.code).toBe(1012);
  });

  it('J4: ends a response that takes too long, and says why; what waits behind it is refused', async () => {
    gateway.upstream.script(hangAfter('half'));
    const client = await ResponsesSocket.open(gateway);
    client.ask({ input: 'hi' });
    client.ask({ input: 'queued', stream_id: 'queued' });
    await eventually(() => client.events.some(({ delta }) => delta === 'half'));
    const stopped = stopping();
    client.ask({ input: 'late', stream_id: 'late' });
    await clock.advance(1_000);
    const events = await client.turn();
    expect(events.at(-1)).toMatchObject({ type: 'response.failed', response: { status: 'failed' } });
    for (const stream_id of ['queued', 'late'])
      expect(await client.turn()).toMatchObject([{ stream_id, status: 503, error: { code: 'draining' } }]);
    await stopped;
    expect((await client.closed())?.code).toBe(1012);
  });

  it('is not held up by a client that does not read', async () => {
    const deaf = await ResponsesSocket.open(gateway);
    deaf.socket.pause();
    const stopped = stopping();
    // The time that a client gets to answer the close, and the last response to arrive.
    await eventually(() => gateway.logLines.some((line) => line.includes('Stopping on')));
    await clock.advance(2_000);
    await stopped;
  });
});
