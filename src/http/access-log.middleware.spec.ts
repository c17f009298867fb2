import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { LoggerService } from '@nestjs/common';
import { createServer, get } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FakeClock } from '../../test/support/fake-clock.js';
import { FakeIds } from '../../test/support/fake-ids.js';
import { accessLogMiddleware } from './access-log.middleware.js';
import { annotateRequest } from '../observability/request-context.js';
import { requestContextMiddleware } from './request-context.middleware.js';

describe('accessLogMiddleware', () => {
  let clock: FakeClock;
  let server: Server;
  let handler: RequestListener;
  let logged: Promise<Record<string, unknown>>;
  let log: jest.Mock<LoggerService['log']>;

  beforeEach(async () => {
    clock = new FakeClock();
    logged = new Promise((resolve) => {
      log = jest.fn<LoggerService['log']>((line) => resolve(line as Record<string, unknown>));
    });
    const context = requestContextMiddleware(new FakeIds(), clock);
    const sut = accessLogMiddleware({ log, error: log, warn: log }, clock);
    server = createServer((request, response) => {
      context(request, response, () => sut(request, response, () => handler(request, response)));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const call = (path: string) =>
    get({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', path, agent: false }, (response) =>
      response.resume(),
    );

  it('writes one line for a finished request, without its query', async () => {
    handler = (_request, response) => {
      annotateRequest({ agentId: 'main', runId: 'run_1', clientAddress: '203.0.113.9' });
      clock.advance(12.34).then(
        () => response.writeHead(201).end('done'),
        () => response.destroy(),
      );
    };
    call('/v1/models?token=test-token#part');
    const line = await logged;
    expect(line).toEqual({
      message: 'request',
      method: 'GET',
      path: '/v1/models',
      status: 201,
      milliseconds: expect.closeTo(12.3, 1),
      client: '203.0.113.9',
      requestId: expect.stringMatching(/^req_/),
      agentId: 'main',
      runId: 'run_1',
    });
    expect(log).toHaveBeenCalledTimes(1);
  });

  it('J5: also when the client left before an answer, with the socket address where nothing better is known', async () => {
    let arrived = (): void => undefined;
    const arrival = new Promise<void>((resolve) => (arrived = resolve));
    handler = () => arrived();
    const request = call('/slow');
    request.on('error', () => undefined);
    await arrival;
    request.destroy();
    expect(await logged).toMatchObject({ path: '/slow', status: 499, clientLeft: true, client: '127.0.0.1' });
  });

  it('J5: and when it left in the middle of a stream', async () => {
    handler = (_request, response) => response.writeHead(200).write('first');
    const request = call('/stream');
    request.on('error', () => undefined);
    request.on('response', () => request.destroy());
    expect(await logged).toMatchObject({ status: 200, clientLeft: true });
  });
});
