import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Clock } from '../../src/common/clock.js';
import { type ChatAnswer, chat, get } from '../support/chat.js';
import { type TestApp, baseConfig, createTestApp, testToken, upstreamConfig } from '../support/create-test-app.js';
import { FakeClock } from '../support/fake-clock.js';
import { FakeUpstream } from '../support/fake-upstream.js';
import { rawChatRequest, sendRaw } from '../support/raw-http.js';

const maxAttempts = 3;
const lockoutMs = 60_500;
const limits = { maxAttempts, windowMs: 10_000, lockoutMs };
const hello = { model: 'openclaw', messages: [{ role: 'user', content: 'hi' }] };

describe('The limit of failed authentication', () => {
  let upstream: FakeUpstream;
  let gateway: TestApp;
  let clock: FakeClock;

  async function start(rateLimit: unknown = limits, gatewaySection: Record<string, unknown> = {}): Promise<void> {
    clock = new FakeClock();
    const auth = { mode: 'token', token: testToken, ...(rateLimit ? { rateLimit } : {}) };
    gateway = await createTestApp({
      config: {
        ...upstreamConfig(upstream.baseUrl),
        gateway: { ...baseConfig.gateway, ...gatewaySection, auth },
      },
      override: (builder) => builder.overrideProvider(Clock).useValue(clock),
    });
  }

  function guess(headers: Record<string, string> = {}): Promise<ChatAnswer> {
    return chat(gateway.url, {}, { headers: { authorization: 'Bearer wrong-token', ...headers } });
  }

  async function guessTimes(count: number, headers: (index: number) => Record<string, string> = () => ({})) {
    const statuses: number[] = [];
    for (let index = 0; index < count; index += 1) statuses.push((await guess(headers(index))).status);
    return statuses;
  }

  /** How often each status is among the answers. */
  function tally(statuses: number[]): Record<number, number> {
    return Object.fromEntries([...new Set(statuses)].map((each) => [each, statuses.filter((s) => s === each).length]));
  }

  beforeEach(async () => {
    upstream = await FakeUpstream.start();
  });

  afterEach(async () => {
    await gateway.close();
    await upstream.close();
  });

  it('D1: too many failures are answered with 429, Retry-After, the envelope and no invitation to retry', async () => {
    await start();
    expect(await guessTimes(maxAttempts)).toEqual([401, 401, 401]);
    const locked = await guess();
    expect(locked.status).toBe(429);
    expect(locked.headers.get('retry-after')).toBe('61');
    expect(locked.headers.get('x-should-retry')).toBe('false');
    expect(locked.headers.get('x-request-id')).toMatch(/^req_/);
    expect(locked.json).toEqual({
      error: { message: expect.any(String), type: 'rate_limit_error', param: null, code: 'auth_locked_out' },
    });
  });

  it('D1: Retry-After tells what is left in whole seconds and never says 0', async () => {
    await start();
    await guessTimes(maxAttempts);
    for (const [passed, left] of [
      [500, '60'],
      [30_400, '30'],
      [29_599, '1'],
    ] as const) {
      await clock.advance(passed);
      expect((await guess()).headers.get('retry-after')).toBe(left);
    }
  });

  it('D1: without the setting there is no 429 for authentication', async () => {
    await start(null);
    expect(tally(await guessTimes(40))).toEqual({ 401: 40 });
    expect((await chat(gateway.url)).status).toBe(200);
  });

  it('D2: the right token is refused during a lock-out and taken after it', async () => {
    await start();
    await guessTimes(maxAttempts);
    expect((await chat(gateway.url)).status).toBe(429);
    expect(upstream.requests).toHaveLength(0);
    await clock.advance(lockoutMs - 1);
    expect((await chat(gateway.url)).status).toBe(429);
    await clock.advance(1);
    expect((await chat(gateway.url)).status).toBe(200);
    expect(await guessTimes(maxAttempts)).toEqual([401, 401, 401]);
  });

  it('D2: missing and unreadable credentials do not count', async () => {
    await start();
    for (const authorization of ['', 'Basic dXNlcjp3cm9uZw==', 'Bearer ']) {
      for (let count = 0; count < 10; count += 1) {
        expect((await chat(gateway.url, {}, { headers: { authorization } })).status).toBe(401);
      }
    }
    expect((await chat(gateway.url)).status).toBe(200);
  });

  it('D2: a success clears the failures before it', async () => {
    await start();
    for (let round = 0; round < 4; round += 1) {
      expect(await guessTimes(maxAttempts - 1)).toEqual([401, 401]);
      expect((await chat(gateway.url)).status).toBe(200);
    }
  });

  it('D2: failures leave the window one by one', async () => {
    await start();
    for (let count = 0; count < 6; count += 1) {
      expect(await guessTimes(1)).toEqual([401]);
      await clock.advance(limits.windowMs / 2);
    }
  });

  it('D3: of 200 guesses at once no more than maxAttempts are judged', async () => {
    await start();
    const statuses = (await Promise.all(Array.from({ length: 200 }, () => guess()))).map(({ status }) => status);
    expect(tally(statuses)).toEqual({ 401: maxAttempts, 429: 200 - maxAttempts });
  });

  it('D3: the same for 200 guesses pipelined over one connection, the right one among them too late', async () => {
    await start();
    const tokens = Array.from({ length: 200 }, (_, index) => (index < maxAttempts ? 'wrong-token' : testToken));
    const bytes = tokens.map((token) => rawChatRequest([`Authorization: Bearer ${token}`], hello)).join('');
    const statuses = (await sendRaw(gateway.url, bytes, 200)).map(({ status }) => status);
    expect(tally(statuses)).toEqual({ 401: maxAttempts, 429: 200 - maxAttempts });
    expect(upstream.requests).toHaveLength(0);
  });

  it('D3: all endpoints share one bucket', async () => {
    await start();
    const wrong = { authorization: 'Bearer wrong-token' };
    const statuses = [
      await guess(),
      await get(gateway.url, '/v1/models', wrong),
      await get(gateway.url, '/v1/models/openclaw:main', wrong),
      await get(gateway.url, '/v1/models'),
      await chat(gateway.url),
    ].map(({ status }) => status);
    expect(statuses).toEqual([401, 401, 401, 429, 429]);
  });

  it('D4: a forged forwarding header opens no bucket of its own', async () => {
    await start();
    const forged = (index: number): Record<string, string> => {
      const address = `198.51.100.${index}`;
      return { 'x-forwarded-for': address, 'x-real-ip': address, forwarded: `for=${address}` };
    };
    expect(await guessTimes(5, forged)).toEqual([401, 401, 401, 429, 429]);
  });

  it('D4: behind a trusted proxy the clients are told apart by the rightmost hop that is not a proxy', async () => {
    await start(limits, { trustedProxies: ['127.0.0.1', '10.0.0.0/8'] });
    const through = (address: string) => (index: number) => ({
      'x-forwarded-for': `203.0.113.${index}, ${address}, 10.1.2.3`,
    });
    expect(await guessTimes(4, through('198.51.100.7'))).toEqual([401, 401, 401, 429]);
    expect(await guessTimes(3, through('198.51.100.8'))).toEqual([401, 401, 401]);
    expect(await guessTimes(1, through('::ffff:198.51.100.8'))).toEqual([429]);
    const [right] = await sendRaw(
      gateway.url,
      rawChatRequest([`Authorization: Bearer ${testToken}`, 'X-Forwarded-For: 198.51.100.9'], hello),
    );
    expect(right.status).toBe(200);
  });

  it('D4: an IPv6 client is counted by its /64', async () => {
    await start(limits, { trustedProxies: ['127.0.0.1'] });
    const from = (index: number) => ({ 'x-forwarded-for': `2001:db8:0:1::${index}` });
    expect(await guessTimes(5, from)).toEqual([401, 401, 401, 429, 429]);
    expect(await guessTimes(1, () => ({ 'x-forwarded-for': '2001:db8:0:2::1' }))).toEqual([401]);
  });

  it('D4: exemptLoopback spares local programs, and nobody who speaks through a proxy or a browser', async () => {
    await start({ ...limits, exemptLoopback: true });
    expect(tally(await guessTimes(10))).toEqual({ 401: 10 });
    const signs: Record<string, string>[] = [
      { origin: gateway.url },
      { 'x-forwarded-for': '127.0.0.1' },
      { via: '1.1 x' },
    ];
    expect(await guessTimes(4, (index) => signs[index % signs.length])).toEqual([401, 401, 401, 429]);
    expect((await chat(gateway.url)).status).toBe(200);
  });
});
