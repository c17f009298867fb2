import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HttpLocalServerProbe } from './http-local-server-probe.js';

describe(HttpLocalServerProbe.name, () => {
  const sut = new HttpLocalServerProbe();
  let server: Server;
  let answer: RequestListener;

  beforeEach(async () => {
    server = createServer((request, response) => answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => {
    server.close();
    server.closeAllConnections();
  });

  const probe = (milliseconds = 60_000): Promise<string[] | undefined> =>
    sut.probe(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}/v1`, milliseconds);
  const body = (value: unknown, status = 200): RequestListener => {
    return (request, response) => {
      response.writeHead(request.url === '/v1/models' ? status : 404);
      response.end(typeof value === 'string' ? value : JSON.stringify(value));
    };
  };

  it('gives the ids of the models', async () => {
    answer = body({ object: 'list', data: [{ id: 'llama3.3' }, { id: 'qwen3' }] });
    expect(await probe()).toEqual(['llama3.3', 'qwen3']);
  });

  it('takes an Ollama without models for what it is', async () => {
    answer = body({ object: 'list', data: null });
    expect(await probe()).toEqual([]);
  });

  it.each([
    ['a page', '<html></html>'],
    ['other JSON', { hello: 'world' }],
    ['JSON null', 'null'],
    ['entries without id', { data: [{ name: 'x' }] }],
    ['an OpenClaw gateway', { object: 'list', data: [{ id: 'openclaw:main' }] }],
    ['a list without end', { data: [], padding: 'x'.repeat(2 * 1024 * 1024) }],
  ])('ignores %s', async (_name, value) => {
    answer = body(value);
    expect(await probe()).toBeUndefined();
  });

  it('ignores a server that wants a key, is silent, or is not there', async () => {
    answer = body({ data: [{ id: 'x' }] }, 401);
    expect(await probe()).toBeUndefined();
    answer = () => undefined;
    expect(await probe(50)).toBeUndefined();
    expect(await sut.probe('http://127.0.0.1:9/v1', 50)).toBeUndefined();
  });
});
