import { afterEach, describe, expect, it } from '@jest/globals';
import { Clock } from '../../src/common/clock.js';
import { chat } from '../support/chat.js';
import { testToken } from '../support/create-test-app.js';
import { eventually } from '../support/eventually.js';
import { FakeClock } from '../support/fake-clock.js';
import { TestGateway } from '../support/test-gateway.js';
import { type OpenOptions, WsClient } from '../support/ws-client.js';

const maxAttempts = 3;
const lockoutMs = 60_500;
const limits = { maxAttempts, windowMs: 10_000, lockoutMs };

const message = 'unauthorized: too many failed authentication attempts (retry later)';

describe('The limit of failed authentication, at the WebSocket', () => {
  let gateway: TestGateway;
  let clock: FakeClock;

  async function start(rateLimit: unknown = limits, section: Record<string, unknown> = {}): Promise<void> {
    clock = new FakeClock();
    const auth = { mode: 'token', token: testToken, ...(rateLimit ? { rateLimit } : {}) };
    const http = { endpoints: { chatCompletions: { enabled: true } } };
    gateway = await TestGateway.start({
      gateway: { auth, http, ...section },
      override: (builder) => builder.overrideProvider(Clock).useValue(clock),
    });
  }

  afterEach(async () => {
    WsClient.cutAll();
    await gateway.close();
  });

  /** Connects with a token, and says what came of it: `in`, or the code of the refusal. */
  async function attempt(token = 'wrong-token', options: OpenOptions = {}): Promise<string> {
    const client = await WsClient.open(gateway, options);
    const { ok, error } = await client.sayHello({ auth: { token } });
    return ok === true ? 'in' : (error?.details.code as string);
  }

  async function attempts(count: number, options: (index: number) => OpenOptions = () => ({})): Promise<string[]> {
    const outcomes: string[] = [];
    for (let index = 0; index < count; index++) outcomes.push(await attempt('wrong-token', options(index)));
    return outcomes;
  }

  async function overHttp(token = 'wrong-token'): Promise<number> {
    return (await chat(gateway.url, {}, { headers: { authorization: `Bearer ${token}` } })).status;
  }

  const mismatch = 'AUTH_TOKEN_MISMATCH';
  const limited = 'AUTH_RATE_LIMITED';

  it('D1: too many failures are told as such, with how long to wait, and closed with 1008', async () => {
    await start();
    expect(await attempts(maxAttempts)).toEqual([mismatch, mismatch, mismatch]);
    const client = await WsClient.open(gateway);
    expect((await client.sayHello({ auth: { token: 'wrong-token' } })).error).toEqual({
      code: 'AUTH_RATE_LIMITED',
      message,
      details: {
        code: 'AUTH_RATE_LIMITED',
        authReason: 'rate_limited',
        canRetryWithDeviceToken: false,
        recommendedNextStep: 'wait_then_retry',
      },
      retryable: true,
      retryAfterMs: 61_000,
    });
    expect(await client.closed).toEqual({ code: 1008, reason: message });
  });

  it('D1: without the setting nobody is locked out', async () => {
    await start(null);
    expect(new Set(await attempts(20))).toEqual(new Set([mismatch]));
    expect(await attempt(testToken)).toBe('in');
  });

  it('D2: the right token is refused during a lock-out and taken after it', async () => {
    await start();
    await attempts(maxAttempts);
    expect(await attempt(testToken)).toBe(limited);
    await clock.advance(lockoutMs - 1);
    expect(await attempt(testToken)).toBe(limited);
    await clock.advance(1);
    expect(await attempt(testToken)).toBe('in');
  });

  it('D2: whoever is connected stays so while others are locked out', async () => {
    await start();
    const client = await WsClient.connect(gateway);
    await attempts(maxAttempts + 1);
    expect((await client.request('health')).ok).toBe(true);
  });

  it('D2: a handshake without a credential is no guess, and neither is one that is none', async () => {
    await start();
    for (let count = 0; count < 5; count++) {
      const client = await WsClient.open(gateway);
      expect((await client.sayHello({ auth: {} })).error?.code).toBe('NOT_PAIRED');
      const other = await WsClient.open(gateway);
      expect((await other.request('health')).ok).toBe(false);
    }
    expect(await attempt(testToken)).toBe('in');
  });

  it('D2: a success clears the failures before it', async () => {
    await start();
    for (let round = 0; round < 3; round++) {
      expect(await attempts(maxAttempts - 1)).toEqual([mismatch, mismatch]);
      expect(await attempt(testToken)).toBe('in');
    }
  });

  it('D3: HTTP and WebSocket share one bucket, both ways', async () => {
    await start();
    expect([await overHttp(), await attempt(), await overHttp()]).toEqual([401, mismatch, 401]);
    expect([await attempt(), await overHttp(), await attempt(testToken), await overHttp(testToken)]).toEqual([
      limited,
      429,
      limited,
      429,
    ]);
    expect(gateway.upstream.requests).toEqual([]);
  });

  it('D3: a success at one door clears the failures at the other', async () => {
    await start();
    for (let round = 0; round < 3; round++) {
      expect([await attempt(), await attempt(), await overHttp(testToken)]).toEqual([mismatch, mismatch, 200]);
      expect([await overHttp(), await overHttp(), await attempt(testToken)]).toEqual([401, 401, 'in']);
    }
  });

  it('D3: of many guesses at once over both doors no more than maxAttempts are judged', async () => {
    await start();
    const clients = await Promise.all(Array.from({ length: 60 }, () => WsClient.open(gateway)));
    await Promise.all(clients.map((client) => client.challenge()));
    const outcomes = await Promise.all(
      clients.flatMap((client) => [
        overHttp().then(String),
        client.sayHello({ auth: { token: 'wrong-token' } }).then(({ error }) => error?.details.code as string),
      ]),
    );
    expect(outcomes.filter((outcome) => outcome === '401' || outcome === mismatch)).toHaveLength(maxAttempts);
    expect(outcomes.filter((outcome) => outcome === '429' || outcome === limited)).toHaveLength(120 - maxAttempts);
  });

  it('D3: a connection has one guess, however many it sends at once', async () => {
    await start({ ...limits, maxAttempts: 2 });
    const client = await WsClient.open(gateway);
    await client.challenge();
    const guess = { minProtocol: 4, maxProtocol: 4, client: { id: 'cli', version: '1', platform: 'x', mode: 'cli' } };
    for (let count = 0; count < 50; count++) client.ask('connect', { ...guess, auth: { token: `wrong-${count}` } });
    await eventually(() => client.frames.some(({ type }) => type === 'res'));
    // What it went on sending is not read any more, its answer to the close neither.
    await clock.advance(1_000);
    expect((await client.closed).code).toBe(1008);
    expect(client.frames.filter(({ type }) => type === 'res')).toHaveLength(1);
    expect(await attempt(testToken)).toBe('in');
  });

  it('D4: a forged forwarding header opens no bucket of its own', async () => {
    await start();
    const forged = (index: number): OpenOptions => ({ headers: { 'x-forwarded-for': `198.51.100.${index}` } });
    expect(await attempts(5, forged)).toEqual([mismatch, mismatch, mismatch, limited, limited]);
  });

  it('D4: behind a trusted proxy others are not locked out', async () => {
    await start(limits, { trustedProxies: ['127.0.0.1'] });
    const from = (address: string): OpenOptions => ({ headers: { 'x-forwarded-for': address } });
    expect(await attempts(4, () => from('198.51.100.7'))).toEqual([mismatch, mismatch, mismatch, limited]);
    expect(await attempt(testToken, from('198.51.100.8'))).toBe('in');
    expect(await attempt(testToken, from('198.51.100.7'))).toBe(limited);
  });

  it('D4: exemptLoopback spares local programs, and no browser', async () => {
    await start({ ...limits, exemptLoopback: true });
    expect(new Set(await attempts(10))).toEqual(new Set([mismatch]));
    const browser = (): OpenOptions => ({ origin: gateway.url });
    expect(await attempts(4, browser)).toEqual([mismatch, mismatch, mismatch, limited]);
    expect(await attempt(testToken)).toBe('in');
  });
});
