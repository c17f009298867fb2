import { type IncomingMessage, type RequestListener, type ServerResponse, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BadRequestException, Controller, Get, HttpException, Logger, NotFoundException, Param } from '@nestjs/common';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { Test } from '@nestjs/testing';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import express from 'express';
import { GatewayError, type GatewayErrorOptions, InvalidRequestError } from '../common/gateway-error.js';
import { InternalError } from '../common/internal-error.js';
import { ErrorFilter } from './error.filter.js';
import { MethodNotAllowedError } from './http.errors.js';

class TestError extends GatewayError {
  constructor(options: Partial<GatewayErrorOptions> = {}) {
    super('Something to tell.', { status: 503, type: 'server_error', code: 'overloaded', ...options });
  }
}

const sut = new ErrorFilter();

/** A server whose every answer is what the filter makes of an exception. */
function failing(exception: unknown, prepare: (response: ServerResponse) => void = () => undefined): RequestListener {
  const app = express().disable('x-powered-by');
  app.use((incoming, response) => {
    prepare(response);
    sut.catch(exception, new ExecutionContextHost([incoming, response]));
  });
  return app as RequestListener;
}

async function served<T>(listener: RequestListener, use: (url: string) => Promise<T>): Promise<T> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

function answerOf(listener: RequestListener, path = '/v1/nowhere?key=not-a-real-key'): Promise<Response> {
  return served(listener, async (url) => {
    const answer = await fetch(url + path);
    return new Response(await answer.text(), answer);
  });
}

const answerTo = (exception: unknown): Promise<Response> => answerOf(failing(exception));

@Controller('items')
class ItemsController {
  @Get(':id')
  read(@Param('id') id: string): string {
    return id;
  }
}

let logged: jest.SpiedFunction<Logger['error']>;
beforeEach(() => {
  logged = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
});
afterEach(() => {
  logged.mockRestore();
});

describe('ErrorFilter', () => {
  it.each([
    [new DOMException('This operation was aborted', 'AbortError'), 0],
    [new Error('a bug'), 1],
  ])('J5: work that ended because the client left is no error, but a bug still is (%s)', async (exception, times) => {
    const leave = (response: ServerResponse): void => void response.destroy();
    const answer = await served(failing(exception, leave), (url) => fetch(url).catch(() => 'none'));
    expect(answer).toBe('none');
    expect(logged).toHaveBeenCalledTimes(times);
  });

  it('K2: an abort that is not the client leaving is logged', async () => {
    expect((await answerTo(new DOMException('aborted', 'AbortError'))).status).toBe(500);
    expect(logged).toHaveBeenCalledTimes(1);
  });

  it('K1: sends the envelope with all four keys', async () => {
    const answer = await answerTo(
      new InvalidRequestError('Wrong.', { param: 'messages[2].content', code: 'invalid_value' }),
    );
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    expect(await answer.json()).toEqual({
      error: { message: 'Wrong.', type: 'invalid_request_error', param: 'messages[2].content', code: 'invalid_value' },
    });
  });

  it('K1: sends null for what an error does not have', async () => {
    expect(await (await answerTo(new InvalidRequestError('Wrong.'))).json()).toEqual({
      error: { message: 'Wrong.', type: 'invalid_request_error', param: null, code: null },
    });
  });

  it.each([
    [0.001, '1'],
    [0, '1'],
    [-5, '1'],
    [1.2, '2'],
    [30, '30'],
  ])('K3: sends %d seconds as Retry-After %s', async (retryAfterSeconds, header) => {
    const answer = await answerTo(new TestError({ status: 429, retryAfterSeconds }));
    expect(answer.headers.get('retry-after')).toBe(header);
    expect(answer.headers.has('x-should-retry')).toBe(false);
  });

  it('K3: tells clients not to retry what a retry cannot mend', async () => {
    const answer = await answerTo(new TestError({ status: 429, retryable: false }));
    expect(answer.headers.get('x-should-retry')).toBe('false');
    expect(answer.headers.has('retry-after')).toBe(false);
    expect((await answerTo(new InvalidRequestError('Wrong.'))).headers.get('x-should-retry')).toBe('false');
    expect((await answerTo(new TestError())).headers.has('x-should-retry')).toBe(false);
  });

  it('B3: sends 405 with Allow', async () => {
    const answer = await answerTo(new MethodNotAllowedError('PUT', 'POST'));
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('POST');
    expect(await answer.json()).toMatchObject({ error: { code: 'method_not_allowed', param: null } });
  });

  it('B3: makes one 404 of every unknown path, without the query', async () => {
    const answer = await answerTo(new NotFoundException('Cannot GET /v1/nowhere?key=not-a-real-key'));
    expect(answer.status).toBe(404);
    const body = await answer.text();
    expect(JSON.parse(body)).toMatchObject({
      error: { code: 'unknown_url', message: expect.stringContaining('GET /v1/nowhere.') },
    });
    expect(body).not.toContain('not-a-real-key');
  });

  it.each([
    [new BadRequestException("Failed to decode param '%FF'"), 400],
    [new HttpException('a detail', 413), 413],
  ])('K1: puts the envelope around %s', async (exception, status) => {
    const answer = await answerTo(exception);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toEqual({
      error: {
        message: 'The request could not be read. Check its path, headers and body, and send it again.',
        type: 'invalid_request_error',
        param: null,
        code: null,
      },
    });
    expect(logged).not.toHaveBeenCalled();
  });

  it('K1: answers 400 to a path that cannot be decoded', async () => {
    const module = await Test.createTestingModule({ controllers: [ItemsController] }).compile();
    const app = module.createNestApplication().useGlobalFilters(sut);
    await app.init();
    const answer = await answerOf(app.getHttpAdapter().getInstance() as RequestListener, '/items/%FF');
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      error: { message: expect.stringMatching(/^The request could not be read\. Check /), code: null },
    });
    await app.close();
  });

  it.each([
    ['an error', new Error('at /home/host-canary')],
    ['an HTTP error of the server', new HttpException('host-canary', 500)],
    ['an error with the status of some other server', Object.assign(new Error('host-canary'), { status: 404 })],
    ['a text', 'host-canary'],
    ['an object', { detail: 'host-canary' }],
  ])('G6: keeps %s for the log', async (_name, exception) => {
    const answer = await answerTo(exception);
    expect(answer.status).toBe(500);
    expect([...answer.headers.values()].join()).not.toContain('host-canary');
    expect(await answer.json()).toEqual({
      error: {
        message: expect.stringMatching(/^The server had an error .* give the operator the x-request-id/),
        type: 'server_error',
        param: null,
        code: 'server_error',
      },
    });
    expect(logged).toHaveBeenCalledTimes(1);
  });

  it('G6: does not log again what was made an InternalError, and so logged, before', async () => {
    expect((await answerTo(new InternalError(new Error('host-canary')))).status).toBe(500);
    expect(logged).not.toHaveBeenCalled();
  });

  it.each([[undefined], [null]])('G6: survives %s being thrown', async (exception) => {
    expect((await answerTo(exception)).status).toBe(500);
  });

  it('J4: cuts an answer that has begun, because its status cannot be taken back', async () => {
    const half = (response: ServerResponse): void => {
      response.writeHead(200, { 'Content-Type': 'text/plain' });
      response.write('half');
    };
    const cut = answerOf(failing(new TestError(), half));
    await expect(cut).rejects.toThrow(/terminated|fetch failed/);
  });

  it('B4: lets a client send the rest of a body whose reading was given up', async () => {
    const giveUp = ({ req }: ServerResponse): void => {
      req.on('data', () => undefined);
      req.pause();
    };
    await served(failing(new TestError(), giveUp), async (url) => {
      const client = request(url, { method: 'POST' });
      client.setTimeout(20_000, () => client.destroy(new Error('The body does not get through.')));
      const sent = new Promise((resolve, reject) => client.once('finish', resolve).once('error', reject));
      const answered = new Promise<IncomingMessage>((resolve) => client.once('response', resolve));
      client.end(Buffer.alloc(20_000_000));
      expect((await answered).statusCode).toBe(503);
      await sent;
      client.destroy();
    });
  });
});
