import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { collectGarbage } from '../support/collect-garbage.js';
import { testToken } from '../support/create-test-app.js';
import { eventually } from '../support/eventually.js';
import { chunks } from '../support/fake-answers.js';
import { askResponse, untilOver } from '../support/kept-response.js';
import { RawConnection } from '../support/raw-connection.js';
import { postResponse, servingResponses } from '../support/response-request.js';
import { stalled } from '../support/stalled.js';
import { TestGateway } from '../support/test-gateway.js';

const megabyte = 1024 * 1024;
const readers = 8;
/** The stream repeats the whole text in its last events, and is five times as long. */
const pieces = Array.from({ length: 400 }, (_, index) => String(index % 10).repeat(20_000));
/** What a reader that reads nothing may cost. The system's buffers take some megabytes of the stream, and what is told is known. */
const mostOfReader = 8 * megabyte;
const keyed = { 'idempotency-key': 'unread' };

let gateway: TestGateway;
let server: Server;
let responseId: string;
const sockets = new Set<Socket>();
let connections: RawConnection[] = [];

beforeAll(async () => {
  gateway = await TestGateway.start({ gateway: servingResponses() });
  server = gateway.app.getHttpServer();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  gateway.upstream.script(chunks(pieces), chunks(pieces), chunks(pieces));
  const { body } = await postResponse(gateway, { input: 'hi', background: true });
  responseId = String(body.id);
  await untilOver(gateway, responseId);
  for (const path of ['/v1/responses', '/v1/chat/completions']) await (await post(path)).arrayBuffer();
});
afterEach(async () => {
  connections.forEach((connection) => connection.leave());
  connections = [];
  await eventually(() => waiting().length === 0);
});
afterAll(() => gateway.close());

const bodies: Record<string, unknown> = {
  '/v1/responses': { input: 'hi', stream: true },
  '/v1/chat/completions': { model: 'openclaw', messages: [{ role: 'user', content: 'hi' }], stream: true },
};

function post(path: string): Promise<Response> {
  const headers = { authorization: `Bearer ${testToken}`, 'content-type': 'application/json', ...keyed };
  return fetch(`${gateway.url}${path}`, { method: 'POST', headers, body: JSON.stringify(bodies[path]) });
}

/** A request that reads nothing of its answer. */
async function unread(method: 'GET' | 'POST', path: string): Promise<RawConnection> {
  const connection = await RawConnection.open(gateway.port);
  connections.push(connection);
  connection.pause();
  const body = method === 'POST' ? JSON.stringify(bodies[path]) : '';
  const lines = [
    `${method} ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${gateway.port}`,
    `Authorization: Bearer ${testToken}`,
    ...(body === '' ? [] : ['Content-Type: application/json', `Idempotency-Key: ${keyed['idempotency-key']}`]),
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  connection.socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
  return connection;
}

const waiting = (): Socket[] => [...sockets].filter((socket) => !socket.destroyed && socket.writableNeedDrain);
const written = (): number => [...sockets].reduce((sum, { bytesWritten }) => sum + bytesWritten, 0);

function memory(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

describe('streams that are told again', () => {
  const ways: [string, 'GET' | 'POST', () => string][] = [
    ['a resumed response', 'GET', () => `/v1/responses/${responseId}?stream=true`],
    ['a response by its key', 'POST', () => '/v1/responses'],
    ['a chat completion by its key', 'POST', () => '/v1/chat/completions'],
  ];

  it.each(ways)('cost little where nobody reads them: %s', async (_what, method, path) => {
    const before = memory();
    for (let count = 0; count < readers; count += 1) await unread(method, path());
    await eventually(() => waiting().length === readers);
    await eventually(stalled(written));
    expect((memory() - before) / readers).toBeLessThan(mostOfReader);
  });

  it('are whole for a reader that takes its time', async () => {
    const connection = await unread('GET', `/v1/responses/${responseId}?stream=true`);
    await eventually(() => waiting().length === 1);
    await eventually(stalled(written));
    connection.resume();
    await eventually(() => connection.reads.at(-1)?.endsWith('data: [DONE]\n\n\r\n0\r\n\r\n') === true);
    expect(connection.received).toBeGreaterThan(5 * pieces.join('').length);
  });

  it('are ended where their reader takes nothing for too long', async () => {
    const { timeout } = server;
    expect(timeout).toBe(300_000);
    server.timeout = 50;
    try {
      const before = sockets.size;
      await unread('GET', `/v1/responses/${responseId}?stream=true`);
      await eventually(() => sockets.size > before && [...sockets].at(-1)?.destroyed === true);
    } finally {
      server.timeout = timeout;
    }
    expect((await askResponse(gateway, 'get', responseId)).body).toMatchObject({ status: 'completed' });
  });
});
