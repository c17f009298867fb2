import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { freePorts } from '../../../test/support/free-ports.js';
import { silentServer } from '../../../test/support/silent-server.js';
import { UndiciAsker } from './http-asker.js';

describe(UndiciAsker.name, () => {
  const sut = new UndiciAsker(60_000);

  it('gives status and body, and sends the headers', async () => {
    const server = createServer((request, response) =>
      response.writeHead(418).end(`${String(request.headers['x-a'])}!`),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    expect(await sut.get(`http://127.0.0.1:${port}/`, { 'x-a': 'b' })).toEqual({
      kind: 'answer',
      status: 418,
      body: 'b!',
    });
    server.close();
  });

  it('tells what is not there from what does not answer', async () => {
    const [port] = await freePorts(1);
    expect(await sut.get(`http://127.0.0.1:${port}/`)).toEqual({ kind: 'unreachable', reason: 'ECONNREFUSED' });
    const held = await silentServer();
    const impatient = new UndiciAsker(300);
    expect(await impatient.get(`http://127.0.0.1:${held.port}/`)).toMatchObject({ kind: 'silent' });
    await held.close();
  });
});
