import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { Clock } from '../../src/common/clock.js';
import { testToken } from '../support/create-test-app.js';
import { FakeClock } from '../support/fake-clock.js';
import { TestGateway } from '../support/test-gateway.js';
import { ValidatingFetch } from '../support/validating-fetch.js';

const observed = new ValidatingFetch();
const clock = new FakeClock();
const keys = ['first', 'second'].map((id) => ({ id, key: `a-limited-key-of-the-test-${id}`, rpm: 1 }));

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await TestGateway.start({
    gateway: { auth: { mode: 'token', token: testToken, keys } },
    override: (builder) => builder.overrideProvider(Clock).useValue(clock),
  });
});
afterEach(() => observed.expectAllValid());
afterAll(() => gateway.close());

function clientFor(name: string): OpenAI {
  const apiKey = keys.find(({ id }) => id === name)?.key ?? '';
  return new OpenAI({ apiKey, baseURL: `${gateway.url}/v1`, fetch: observed.fetch });
}

/** From its first request on the clock of the gateway goes on with the real one between two tries. */
function goingOn(client: OpenAI): OpenAI {
  let last: number | undefined;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const now = performance.now();
    await clock.advance(now - (last ?? now));
    last = now;
    return observed.fetch(input, init);
  };
  return client.withOptions({ fetch });
}

const complete = (client: OpenAI, options?: OpenAI.RequestOptions) =>
  client.chat.completions.create({ model: 'openclaw', messages: [{ role: 'user', content: 'hi' }] }, options);

describe('the openai package: limits of a key', () => {
  it('reads the limits of an answer, and of the RateLimitError that follows', async () => {
    const sut = clientFor('first');
    const { response } = await complete(sut).withResponse();
    expect(response.headers.get('x-ratelimit-remaining-requests')).toBe('0');
    const error: unknown = await complete(sut, { maxRetries: 0 }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(OpenAI.RateLimitError);
    if (!(error instanceof OpenAI.RateLimitError)) return;
    expect(error).toMatchObject({ status: 429, type: 'requests', code: 'rate_limit_exceeded', param: null });
    expect(error.headers.get('x-ratelimit-limit-requests')).toBe('1');
    expect(error.headers.get('x-ratelimit-reset-requests')).toMatch(/^(?:1m0s|59\.\d+s)$/);
    expect(Number(error.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('tries again by itself after the time that the gateway gave, and not before', async () => {
    const sut = clientFor('second');
    await complete(sut);
    await clock.advance(59_300);
    const before = performance.now();
    await expect(complete(goingOn(sut), { maxRetries: 1 })).resolves.toMatchObject({ object: 'chat.completion' });
    expect(observed.answers.map(({ status }) => status)).toEqual([200, 429, 200]);
    const asked = Number(observed.answers[1]?.headers.get('retry-after-ms'));
    expect(asked).toBeLessThanOrEqual(800);
    expect(performance.now() - before).toBeGreaterThanOrEqual(asked - 1);
  });
});
