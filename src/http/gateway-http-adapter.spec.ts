import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeIds } from '../../test/support/fake-ids.js';
import { GatewayHttpAdapter } from './gateway-http-adapter.js';

let handle: RequestListener;
let server: Server;

beforeEach(async () => {
  const sut = new GatewayHttpAdapter(new FakeIds());
  sut.use((request: IncomingMessage, response: ServerResponse) => {
    handle(request, response);
  });
  sut.initHttpServer();
  server = sut.getHttpServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** Everything the server says to `text` until it closes the connection. */
function exchange(
  text: string,
  onData: (send: (more: string) => void, received: string) => void = () => undefined,
): Promise<string> {
  return new Promise((resolve) => {
    let received = '';
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.setEncoding('utf8');
    socket.on('data', (part: string) => {
      received += part;
      onData((more) => void socket.write(more), received);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(received));
    socket.write(text);
  });
}

/** Writes until nobody reads it. */
function fill(response: ServerResponse): void {
  while (response.write('x'.repeat(64 * 1024)));
  response.once('drain', () => fill(response));
}

const get = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';

describe('GatewayHttpAdapter', () => {
  it.each([
    ['garbage', 'garbage\r\n\r\n', 400, 'Bad Request'],
    ['a broken header', 'GET / HTTP/1.1\r\nHost : x\r\n\r\n', 400, 'Bad Request'],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 400, 'Bad Request'],
    [
      'both a length and chunks',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
      'Bad Request',
    ],
    [
      'huge headers',
      `GET / HTTP/1.1\r\nHost: x\r\nA: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
      'Request Header Fields Too Large',
    ],
  ])('K1: answers %s with the envelope and the headers of every answer', async (_name, text, status, reason) => {
    handle = (_request, response) => response.end();
    const [head = '', body = ''] = (await exchange(text)).split('\r\n\r\n');
    expect(head.split('\r\n')).toEqual([
      `HTTP/1.1 ${status} ${reason}`,
      'Content-Type: application/json; charset=utf-8',
      'x-request-id: req_00000000000000000000000000000001',
      'X-Content-Type-Options: nosniff',
      'Referrer-Policy: no-referrer',
      'Cache-Control: no-store',
      "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'",
      'Cross-Origin-Resource-Policy: same-origin',
      'x-should-retry: false',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
    ]);
    expect(JSON.parse(body)).toEqual({
      error: {
        message: expect.stringMatching(`^The HTTP request could not be read: ${reason}\\. (Send|Leave) .+\\.$`),
        type: 'invalid_request_error',
        param: null,
        code: null,
      },
    });
  });

  it('B4: gives headers 10 s and the whole request 30 s, and looks each second', () => {
    expect(server).toMatchObject({ headersTimeout: 10_000, requestTimeout: 30_000 });
  });

  it('B4: closes a connection whose headers come too slowly, with a 408', async () => {
    server.headersTimeout = 50;
    expect(await exchange('GET / HTTP/1.1\r\nHost: x\r\n')).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n.*"error"/s);
  });

  it('B4: closes a connection whose body comes too slowly, with a 408', async () => {
    server.headersTimeout = 50;
    server.requestTimeout = 50;
    handle = (request) => void request.resume();
    const answer = await exchange('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{');
    expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
  });

  describe('an answer that is not read', () => {
    /** A request whose client reads nothing; its answer, once it has closed. */
    function unread(answer: (response: ServerResponse) => void): Promise<ServerResponse> {
      const closed = new Promise<ServerResponse>((resolve) => {
        handle = (_request, response) => {
          response.on('close', () => resolve(response));
          answer(response);
        };
      });
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
      socket.pause().on('error', () => undefined);
      socket.write(get);
      return closed;
    }

    it('B4: is ended after 5 minutes', () => {
      expect(server.timeout).toBe(300_000);
    });

    it.each([
      ['that goes on', fill],
      ['that is complete', (response: ServerResponse) => void response.end(Buffer.alloc(32 * 1024 * 1024))],
    ])('B4: one %s is ended when its reader has taken nothing for so long', async (_which, answer) => {
      server.timeout = 50;
      expect((await unread(answer)).writableFinished).toBe(false);
    });

    it('one that has nothing to say yet is left alone', async () => {
      handle = (request, response) => {
        request.socket.emit('timeout');
        response.setHeader('Connection', 'close').end('at last');
      };
      expect(await exchange(get)).toMatch(/at last$/);
    });
  });

  describe('a client that waits before it sends the body', () => {
    const waiting = 'POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n';

    it('is asked for it once somebody reads it, and the connection goes on', async () => {
      handle = (request, response) => {
        if (request.method === 'GET') response.setHeader('Connection', 'close').end('bye');
        else request.on('end', () => response.end('thanks')).resume();
      };
      const isAsked = (text: string): boolean => text.startsWith('HTTP/1.1 100 Continue\r\n\r\n');
      const sent: string[] = [];
      const answer = await exchange(waiting, (send, received) => {
        if (!isAsked(received) || sent.length > 0) return;
        sent.push('{}', get);
        sent.forEach(send);
      });
      expect(answer).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK[^]*thanks[^]*HTTP\/1\.1 200 OK[^]*bye/);
    });

    it.each([
      ['before the body is read', (response: ServerResponse) => response.writeHead(401).end('who are you?')],
      ['late', (response: ServerResponse) => setImmediate(() => response.writeHead(401).end('who are you?'))],
    ])('is not asked for it where it is answered %s, and its connection is closed', async (_when, answer) => {
      handle = (_request, response) => void answer(response);
      const text = await exchange(waiting);
      expect(text).toMatch(/^HTTP\/1\.1 401 Unauthorized\r\n[^]*Connection: close[^]*who are you\?/);
      expect(text).not.toContain('100 Continue');
    });

    it('is refused where it names no host', async () => {
      const text = await exchange(waiting.replace('Host: x\r\n', ''));
      expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    });
  });

  it('answers a malformed request that follows a good one on the same connection', async () => {
    handle = (_request, response) => response.end('fine');
    let followed = false;
    const answer = await exchange(get, (send) => {
      if (followed) return;
      followed = true;
      // Node forgets an answer a moment after its last byte has left.
      setImmediate(() => send('garbage\r\n\r\n'));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK.*fine.*HTTP\/1\.1 400 Bad Request/s);
  });

  it('J3: writes nothing into an answer under way', async () => {
    handle = (_request, response) => void response.write('half');
    let followed = false;
    const answer = await exchange(get, (send) => {
      if (!followed) send('garbage\r\n\r\n');
      followed = true;
    });
    expect(answer).toContain('half');
    expect(answer).not.toContain('400 Bad Request');
  });

  it('B4: adds no second answer to one that was given before the body was read', async () => {
    handle = (request, response) => {
      server.headersTimeout = 50;
      server.requestTimeout = 50;
      response.writeHead(413).end('too large');
      request.resume();
    };
    const answer = await exchange('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{');
    expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
    expect(answer).toContain('413');
  });
});
