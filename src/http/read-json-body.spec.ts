import { type IncomingMessage, type OutgoingHttpHeaders, createServer, request as send } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { processorMilliseconds } from '../../test/support/processor-milliseconds.js';
import { maxJsonDepth, readJsonBody } from './read-json-body.js';
import { ReceivedBytes } from './received-bytes.js';

const limit = 1_000;
const setting = 'gateway.http.endpoints.responses.maxBodyBytes';
const received = new ReceivedBytes();

/** What the last request came to: the parsed body, or the error. */
let outcome: Promise<unknown> = Promise.resolve();
let sut: (request: IncomingMessage) => Promise<unknown> = (request) =>
  readJsonBody(request, { bytes: limit, setting }, received);
const server = createServer((request, response) => {
  outcome = sut(request).catch((error: unknown) => error);
  outcome.then(() => response.end()).catch(() => response.destroy());
});

beforeAll(() => new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve)));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const port = (): number => (server.address() as AddressInfo).port;

function post(
  body: string | Buffer,
  headers: OutgoingHttpHeaders = { 'Content-Type': 'application/json' },
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const client = send({ port: port(), method: 'POST', headers, agent: false }, (response) => {
      response.resume().once('end', () => resolve(outcome));
    });
    client.once('error', reject);
    client.end(body);
  });
}

/** Reads with another limit. */
async function postWithin(maxBytes: number, body: string): Promise<unknown> {
  sut = (request) => readJsonBody(request, { bytes: maxBytes, setting }, received);
  try {
    return await post(body);
  } finally {
    sut = (request) => readJsonBody(request, { bytes: limit, setting }, received);
  }
}

const nested = (depth: number, inner = ''): string => '['.repeat(depth) + inner + ']'.repeat(depth);
const invalid = (reason: string) => ({
  status: 400,
  code: 'invalid_json',
  message: `We could not parse the JSON body of your request: ${reason}.`,
});

describe('readJsonBody', () => {
  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'Application/JSON ;charset=UTF-8',
    'application/vnd.api+json',
  ])('B8: takes the type %s', async (type) => {
    expect(await post('{"a":"ü😀"}', { 'Content-Type': type })).toEqual({ a: 'ü😀' });
  });

  it.each([
    undefined,
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=application/json',
    'text/plain; application/json',
    'application/jsonp',
    'application/json-seq',
    'json',
  ])('B8: answers 415 to the type %s', async (type) => {
    const headers = type === undefined ? {} : { 'Content-Type': type };
    expect(await post('{}', headers)).toMatchObject({ status: 415, code: 'unsupported_media_type' });
  });

  it('B8: answers 415 to an encoded body', async () => {
    const headers = { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' };
    expect(await post('{}', headers)).toMatchObject({ status: 415 });
    expect(await post('{}', { ...headers, 'Content-Encoding': 'identity' })).toEqual({});
  });

  it('B4: takes a body of exactly the limit', async () => {
    expect(await post(JSON.stringify('x'.repeat(limit - 2)))).toBe('x'.repeat(limit - 2));
  });

  it('B4: answers 413 to a declared length over the limit, before the body comes', async () => {
    const client = send({
      port: port(),
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Content-Length': limit + 1 },
      agent: false,
    });
    client.on('error', () => undefined);
    const answered = new Promise((resolve) => client.once('response', resolve));
    client.flushHeaders();
    await answered;
    client.destroy();
    expect(await outcome).toMatchObject({
      status: 413,
      code: 'request_too_large',
      message: expect.stringContaining('maxBodyBytes'),
    });
  });

  it('B4: names the limit of the endpoint that was called, and its setting', async () => {
    expect(await post('x'.repeat(limit + 1))).toMatchObject({
      status: 413,
      message: `The request body is larger than ${limit} bytes. Send less, or raise ${setting}.`,
    });
  });

  it('B4: answers 413 to a chunked body that grows over the limit, without waiting for its end', async () => {
    const client = send({
      port: port(),
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Transfer-Encoding': 'chunked' },
      agent: false,
    });
    client.on('error', () => undefined);
    const answered = new Promise((resolve) => client.once('response', resolve));
    client.write('"');
    client.write('x'.repeat(limit));
    await answered;
    client.destroy();
    expect(await outcome).toMatchObject({ status: 413, code: 'request_too_large' });
  });

  it('answers 503 where all bodies together are too much, and does not count what has been read', async () => {
    const little = new ReceivedBytes(500);
    sut = (request) => readJsonBody(request, { bytes: limit, setting }, little);
    try {
      for (let count = 0; count < 3; count += 1) expect(await post(`"${'x'.repeat(450)}"`)).toHaveLength(450);
      expect(await post(`"${'x'.repeat(550)}"`)).toMatchObject({
        status: 503,
        code: 'too_much_received',
        retryAfterSeconds: 5,
      });
      expect(await post(`"${'x'.repeat(450)}"`)).toHaveLength(450);
    } finally {
      sut = (request) => readJsonBody(request, { bytes: limit, setting }, received);
    }
  });

  it.each([
    ['', 'it is empty'],
    [' \r\n\t', 'it is empty'],
    ['not JSON: test-token', 'it is not JSON'],
    ['at position 3', 'it is not JSON'],
    ['{"a":1', 'there is a fault at position 6 (line 1 column 7)'],
    ['{"a":', 'it ends too early'],
    ['{"key":"test-token",}', 'there is a fault at position 20 (line 1 column 21)'],
    ['{}{}', 'there is a fault at position 2 (line 1 column 3)'],
    ['"cut', 'there is a fault at position 4 (line 1 column 5)'],
  ])('B4: answers 400 to %j and quotes nothing of it', async (body, reason) => {
    expect(await post(body)).toMatchObject(invalid(reason));
  });

  it.each([
    ['a lone continuation byte', Buffer.from([0x22, 0x80, 0x22])],
    ['an overlong slash', Buffer.from([0x22, 0xc0, 0xaf, 0x22])],
    ['a surrogate', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])],
    ['UTF-16', Buffer.from('{}', 'utf16le').fill(0xff, 0, 1)],
  ])('B4: answers 400 to %s', async (_name, body) => {
    expect(await post(body)).toMatchObject(invalid('it is not UTF-8'));
  });

  it('skips a byte order mark, and joins characters that were cut between packets', async () => {
    expect(await post('\ufeff{"a":1}')).toEqual({ a: 1 });
    const bytes = Buffer.from('"😀"');
    const client = send({
      port: port(),
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      agent: false,
    });
    const answered = new Promise((resolve) => client.once('response', resolve));
    client.write(bytes.subarray(0, 3));
    await new Promise((resolve) => setImmediate(resolve));
    client.end(bytes.subarray(3));
    await answered;
    expect(await outcome).toBe('😀');
  });

  it('B4: takes 64 levels and refuses 65', async () => {
    expect(await post(nested(maxJsonDepth))).toEqual(JSON.parse(nested(maxJsonDepth)));
    expect(await post(nested(maxJsonDepth + 1))).toMatchObject(invalid('it is nested deeper than 64 levels'));
    expect(await post('{"a":'.repeat(65) + '1' + '}'.repeat(65))).toMatchObject(
      invalid('it is nested deeper than 64 levels'),
    );
  });

  it.each([
    ['brackets in a string', JSON.stringify('['.repeat(200))],
    ['brackets after an escaped quote', JSON.stringify(`"${'['.repeat(200)}`)],
    ['brackets after an escaped backslash and a quote', JSON.stringify(`\\"${'{'.repeat(200)}`)],
    ['brackets side by side', `[${'[],'.repeat(200)}[]]`],
    ['a string that ends in a backslash', JSON.stringify(['\\', '['.repeat(100), '\\\\'])],
  ])('B4: does not count %s', async (_name, body) => {
    expect(await post(body)).toEqual(JSON.parse(body));
  });

  it('B4: counts brackets that come after a string ending in a backslash', async () => {
    expect(await post(`["\\\\",${nested(64)}]`)).toMatchObject({ code: 'invalid_json' });
  });

  it('B4: refuses a bomb of brackets without walking it', async () => {
    expect(await postWithin(20_000_000, '['.repeat(2_000_000))).toMatchObject(
      invalid('it is nested deeper than 64 levels'),
    );
  });

  it.each([
    ['one long string', JSON.stringify('x'.repeat(8_000_000))],
    ['escaped quotes', JSON.stringify('"'.repeat(4_000_000))],
    ['backslashes', JSON.stringify('\\'.repeat(4_000_000))],
    ['backslashes before each of many quotes', JSON.stringify(`${'\\'.repeat(40)}"`.repeat(50_000))],
  ])('B4: reads megabytes of %s in time that grows with the length only', async (_name, body) => {
    let read: unknown;
    const spent = await processorMilliseconds(async () => (read = await postWithin(20_000_000, body)));
    expect(spent).toBeLessThan(3_000);
    expect(read).toBe(JSON.parse(body));
  });

  it('B4: tells of a body that broke off', async () => {
    const arrived = new Promise<IncomingMessage>((resolve) => server.once('request', resolve));
    const client = connect(port(), '127.0.0.1');
    client.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{"a"');
    await arrived;
    client.destroy();
    expect(await outcome).toMatchObject(invalid('it broke off'));
  });

  it.each([
    ['was read', '{"a":1}'],
    ['was no JSON', '{'],
    ['was too large', 'x'.repeat(limit + 1)],
  ])('leaves no listener on a request whose body %s', async (_name, body) => {
    let left: number[] = [];
    sut = async (request) => {
      const count = (): number[] => ['data', 'end', 'error', 'close'].map((event) => request.listenerCount(event));
      const before = count();
      await readJsonBody(request, { bytes: limit, setting }, received).catch(() => undefined);
      left = count().map((number, index) => number - (before[index] ?? 0));
    };
    await post(body, { 'Content-Type': 'application/json', 'Transfer-Encoding': 'chunked' }).catch(() => undefined);
    sut = (request) => readJsonBody(request, { bytes: limit, setting }, received);
    expect(left).toEqual([0, 0, 0, 0]);
  });

  it('J5: does not wait for the body of a client that left before', async () => {
    const closed = new Promise<void>((resolve) => {
      server.once('request', (request: IncomingMessage) => void request.once('close', () => resolve()));
    });
    sut = async (request) => {
      await closed;
      return readJsonBody(request, { bytes: limit, setting }, received);
    };
    const arrived = new Promise((resolve) => server.once('request', resolve));
    const client = connect(port(), '127.0.0.1');
    client.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n');
    await arrived;
    client.destroy();
    expect(await outcome).toMatchObject(invalid('it broke off'));
    sut = (request) => readJsonBody(request, { bytes: limit, setting }, received);
  });

  it('C6: is parsed only where it is the body that the headers vouch for', async () => {
    const seen: string[] = [];
    sut = (request) =>
      readJsonBody(
        Object.assign(request, {
          checkBody: (body: Buffer) => {
            seen.push(body.toString());
            if (body.toString() !== '{"a":1}') throw new Error('another body');
          },
        }),
        { bytes: limit, setting },
        received,
      );
    expect(await post('{"a":1}')).toEqual({ a: 1 });
    expect(await post('{"a": 1}')).toMatchObject({ message: 'another body' });
    expect(await post('')).toMatchObject({ message: 'another body' });
    expect(seen).toEqual(['{"a":1}', '{"a": 1}', '']);
    sut = (request) => readJsonBody(request, { bytes: limit, setting }, received);
  });
});
