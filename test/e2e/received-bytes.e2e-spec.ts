import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { WebSocket } from 'ws';
import { Clock } from '../../src/common/clock.js';
import { ReceivedBytes } from '../../src/http/received-bytes.js';
import { testToken } from '../support/create-test-app.js';
import { eventually } from '../support/eventually.js';
import { chunks, gate } from '../support/fake-answers.js';
import { FakeClock } from '../support/fake-clock.js';
import { RawConnection } from '../support/raw-connection.js';
import { postResponse, servingResponses } from '../support/response-request.js';
import { ResponsesSocket } from '../support/responses-socket.js';
import { TestGateway } from '../support/test-gateway.js';
import { WsClient } from '../support/ws-client.js';

const tooMuch = { code: 1013, reason: 'too much is being received' };
const late = { code: 1008, reason: 'message not finished in time' };
const head = '{"type":"response.create","input":"';

let gateway: TestGateway;
let clock: FakeClock;

beforeEach(async () => {
  clock = new FakeClock();
  gateway = await TestGateway.start({
    gateway: servingResponses({ maxBodyBytes: '2mb' }),
    override: (builder) =>
      builder
        .overrideProvider(Clock)
        .useValue(clock)
        .overrideProvider(ReceivedBytes)
        .useValue(new ReceivedBytes(1_000_000)),
  });
});
afterEach(async () => {
  ResponsesSocket.cutAll();
  await gateway.close();
});

/** What was sent before is at the gateway when this resolves. */
async function arrived(socket: WebSocket): Promise<void> {
  const pong = once(socket, 'pong');
  socket.ping();
  await pong;
}

/** Sends a piece of a message, with more to come. */
async function piece(socket: WebSocket, text: string): Promise<void> {
  socket.send(text, { fin: false });
  await arrived(socket);
}

/** The time that a client gets to take note of its end. */
const lastWords = (): Promise<void> => clock.advance(1_000);

async function halfBody(bytes: number): Promise<RawConnection> {
  const connection = await RawConnection.open(gateway.port);
  const headers = [`Authorization: Bearer ${testToken}`, 'Content-Type: application/json', 'Content-Length: 1900000'];
  connection.socket.write(`POST /v1/responses HTTP/1.1\r\nHost: 127.0.0.1\r\n${headers.join('\r\n')}\r\n\r\n`);
  await new Promise<void>((resolve) => connection.socket.write(Buffer.alloc(bytes, 'x'), () => resolve()));
  return connection;
}

describe('what all clients together have sent of what is not whole', () => {
  it('closes the connection that holds most; the message of another comes to its end', async () => {
    const [large, small] = [await ResponsesSocket.open(gateway), await ResponsesSocket.open(gateway)];
    await piece(large.socket, head + 'x'.repeat(600_000));
    await piece(small.socket, head + 'x'.repeat(300_000));
    expect([large.closing, small.closing]).toEqual([undefined, undefined]);
    const closing = once(large.socket, 'close');
    small.socket.send('y'.repeat(200_000), { fin: false });
    small.socket.send('"}', { fin: true });
    expect((await small.turn()).at(-1)).toMatchObject({ type: 'response.completed' });
    await lastWords();
    await closing;
    expect(large.closing).toEqual(tooMuch);
    expect(gateway.upstream.lastRequest.lastUserText).toHaveLength(500_000);
  });

  it('counts an operator who has connected, too', async () => {
    const operator = await WsClient.connect(gateway);
    operator.socket.send('x'.repeat(900_000), { fin: false });
    operator.socket.send('x'.repeat(200_000), { fin: false });
    await eventually(() => operator.socket.readyState !== operator.socket.OPEN);
    await lastWords();
    expect(await operator.closed).toEqual(tooMuch);
  });

  it('counts bodies: the largest is told to come again, and others are served', async () => {
    const client = await ResponsesSocket.open(gateway);
    const half = await halfBody(700_000);
    // Whether the body or the frame comes first, the body is the larger one.
    await piece(client.socket, head + 'x'.repeat(400_000));
    await half.until('too_much_received');
    expect(half.text).toMatch(/^HTTP\/1\.1 503 .*\r\nRetry-After: 5\r\n/s);
    client.socket.send('"}', { fin: true });
    expect((await client.turn()).at(-1)).toMatchObject({ type: 'response.completed' });
    half.leave();
  });

  it('does not count what was served, was refused or is gone', async () => {
    for (let count = 0; count < 3; count += 1) {
      const client = await ResponsesSocket.open(gateway);
      await client.respond({ input: 'x'.repeat(600_000) });
      await piece(client.socket, 'x'.repeat(600_000));
      const closed = once(client.socket, 'close');
      client.socket.terminate();
      await closed;
      (await halfBody(600_000)).leave();
      // The gateway learns in its own time who has left.
      let status = 0;
      while (status !== 200) ({ status } = await postResponse(gateway, { input: 'x'.repeat(800_000) }));
    }
  });

  it('counts frames that wait for a response under way, two bytes a character', async () => {
    const door = gate();
    gateway.upstream.script(chunks(['first', door]));
    const [waiting, other] = [await ResponsesSocket.open(gateway), await ResponsesSocket.open(gateway)];
    waiting.ask({ input: 'hi' });
    waiting.ask({ input: 'x'.repeat(350_000) });
    await arrived(waiting.socket);
    const closing = once(waiting.socket, 'close');
    await piece(other.socket, head + 'x'.repeat(400_000));
    await lastWords();
    await closing;
    expect([waiting.closing, other.closing]).toEqual([tooMuch, undefined]);
    door.open();
  });
});

describe('a message that is not finished', () => {
  it.each([
    ['a client of responses', async () => (await ResponsesSocket.open(gateway)).socket],
    ['an operator', async () => (await WsClient.connect(gateway)).socket],
  ])('closes the connection of %s at the second ping, which it answers', async (_name, open) => {
    const socket = await open();
    await piece(socket, 'x');
    await clock.advance(30_000);
    await arrived(socket);
    expect(socket.readyState).toBe(socket.OPEN);
    const closing = once(socket, 'close');
    await clock.advance(30_000);
    await lastWords();
    const [code, reason] = (await closing) as [number, Buffer];
    expect({ code, reason: reason.toString() }).toEqual(late);
  });

  it('may be followed by others, as long as each is finished', async () => {
    const client = await ResponsesSocket.open(gateway);
    for (let count = 0; count < 4; count += 1) {
      await piece(client.socket, head);
      await clock.advance(30_000);
      client.socket.send('hi"}', { fin: true });
      expect((await client.turn()).at(-1)).toMatchObject({ type: 'response.completed' });
    }
  });
});
