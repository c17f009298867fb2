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
function exchange(text: string, onData: (send: (more: string) => void) => void = () => undefined): Promise<string> {
  return new Promise((resolve) => {
    let received = '';
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.setEncoding('utf8');
    socket.on('data', (part: string) => {
      received += part;
      onData((more) => void socket.write(more));
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(received));
    socket.write(text);
  });
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
