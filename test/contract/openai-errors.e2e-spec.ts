import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import { testToken } from '../support/create-test-app.js';
import { cutAfter, status, text } from '../support/fake-answers.js';
import { TestGateway } from '../support/test-gateway.js';
import { ValidatingFetch } from '../support/validating-fetch.js';

const observed = new ValidatingFetch();
const messages: ChatCompletionMessageParam[] = [{ role: 'user', content: 'hi' }];

let gateway: TestGateway;
let sut: OpenAI;

beforeAll(async () => {
  gateway = await TestGateway.start();
  sut = new OpenAI({ apiKey: testToken, baseURL: `${gateway.url}/v1`, fetch: observed.fetch });
});

afterEach(() => {
  gateway.upstream.reset();
  observed.expectAllValid();
});

afterAll(() => gateway.close());

/** The error that the package makes of a failing call. */
async function errorOf(call: Promise<unknown>): Promise<InstanceType<typeof OpenAI.APIError>> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof OpenAI.APIError) return error;
  throw new Error('Expected an APIError.', { cause: error });
}

const complete = (fields: Record<string, unknown> = {}, options: OpenAI.RequestOptions = {}): Promise<unknown> =>
  sut.chat.completions.create({ model: 'openclaw', messages, ...fields }, options);

describe('the openai package: error classes', () => {
  it('K2: 401 AuthenticationError for a wrong key, after one try', async () => {
    const error = await errorOf(sut.withOptions({ apiKey: 'wrong' }).chat.completions.create({ model: 'x', messages }));
    expect(error).toBeInstanceOf(OpenAI.AuthenticationError);
    expect(error).toMatchObject({ status: 401, code: 'invalid_api_key', param: null, type: 'invalid_request_error' });
    expect(error.requestID).toMatch(/^req_/);
    expect(observed.answers).toHaveLength(1);
  });

  it('K2: 404 NotFoundError for an unknown agent', async () => {
    const error = await errorOf(complete({ model: 'openclaw:nobody' }));
    expect(error).toBeInstanceOf(OpenAI.NotFoundError);
    expect(error).toMatchObject({ status: 404, code: 'model_not_found', param: 'model' });
  });

  it('K2: 400 BadRequestError that names the field', async () => {
    const error = await errorOf(complete({ messages: [{ role: 'user', content: 5 }] }));
    expect(error).toBeInstanceOf(OpenAI.BadRequestError);
    expect(error).toMatchObject({ code: 'invalid_value', param: 'messages[0].content' });
    expect(error.requestID).toMatch(/^req_/);
  });

  it('K2: 400 before a stream begins is an error of the call, not of the stream', async () => {
    const error = await errorOf(complete({ stream: true, temperature: 9 }));
    expect(error).toBeInstanceOf(OpenAI.BadRequestError);
    expect(error.param).toBe('temperature');
  });

  it('K5: 429 RateLimitError with Retry-After of the provider', async () => {
    gateway.upstream.script(status(429, { retryAfter: 7 }));
    const error = await errorOf(complete({}, { maxRetries: 0 }));
    expect(error).toBeInstanceOf(OpenAI.RateLimitError);
    expect(error.code).toBe('rate_limit_exceeded');
    expect(error.headers?.get('retry-after')).toBe('7');
  });

  it('K5: 502 InternalServerError for a failing provider', async () => {
    gateway.upstream.script(status(500));
    const error = await errorOf(complete({}, { maxRetries: 0 }));
    expect(error).toBeInstanceOf(OpenAI.InternalServerError);
    expect(error).toMatchObject({ status: 502, code: 'upstream_error', type: 'server_error' });
  });

  it('J4: a stream that breaks off ends with an APIError', async () => {
    gateway.upstream.script(cutAfter(2));
    const stream = await sut.chat.completions.create({ model: 'openclaw', messages, stream: true });
    let joined = '';
    const reading = (async () => {
      for await (const chunk of stream) joined += chunk.choices[0]?.delta.content ?? '';
    })();
    await expect(reading).rejects.toMatchObject({ code: 'upstream_error', type: 'server_error' });
    expect(joined).toBe('piece 0 piece 1 ');
  });
});

describe('the openai package: its own retries', () => {
  it('K3: a failing provider is tried three times by default', async () => {
    gateway.upstream.handler = () => status(500);
    await errorOf(complete());
    expect(gateway.upstream.requests).toHaveLength(3);
  });

  it('K3: a retry that meets a healthy provider answers', async () => {
    gateway.upstream.script(status(503), text('back again'));
    await expect(complete()).resolves.toMatchObject({ choices: [{ message: { content: 'back again' } }] });
    expect(gateway.upstream.requests).toHaveLength(2);
  });

  it("K3: x-should-retry: false ends it at once where a retry cannot mend: the gateway's key is refused", async () => {
    gateway.upstream.handler = () => status(401, { message: 'Incorrect API key provided' });
    const error = await errorOf(complete());
    expect(error).toMatchObject({ status: 502, code: 'upstream_error' });
    expect(error.headers?.get('x-should-retry')).toBe('false');
    expect(gateway.upstream.requests).toHaveLength(1);
  });

  it('K3: the caller’s own mistakes are not retried', async () => {
    await errorOf(complete({ messages: [] }));
    expect(observed.answers).toHaveLength(1);
    expect(gateway.upstream.requests).toHaveLength(0);
  });
});
