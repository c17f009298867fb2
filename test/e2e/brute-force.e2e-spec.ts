import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Clock } from '../../src/common/clock.js';
import { auditLinesIn } from '../support/audit-fixtures.js';
import { chat, get } from '../support/chat.js';
import { testToken } from '../support/create-test-app.js';
import { eventually } from '../support/eventually.js';
import { FakeClock } from '../support/fake-clock.js';
import { builtGateway } from '../support/gateway-build.js';
import { secretOf, storedKey, writeKeys } from '../support/key-file.js';
import { checkout } from '../support/markdown-blocks.js';
import { postResponse, servingResponses } from '../support/response-request.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { TestGateway } from '../support/test-gateway.js';
import { WsClient } from '../support/ws-client.js';

const guessers = 200;
const limits = { maxAttempts: 10, windowMs: 60_000, lockoutMs: 300_000 };

const auth = { mode: 'token', token: testToken, rateLimit: limits };
const sparingLoopback = { auth: { ...auth, rateLimit: { ...limits, exemptLoopback: true } } };
const run = promisify(execFile);
const directories = temporaryDirectory();

type Outcome = 'judged' | 'refused' | 'in';
type Headers = Record<string, string>;
/** One guess at one door. */
type Guess = (token: string, headers: Headers) => Promise<Outcome>;

let gateway: TestGateway;
let clock: FakeClock;

async function start(section: Record<string, unknown> = {}, stateDir?: string): Promise<void> {
  clock = new FakeClock();
  gateway = await TestGateway.start({
    ...(stateDir === undefined ? {} : { stateDir }),
    gateway: { auth, ...servingResponses(), ...section },
    override: (builder) => builder.overrideProvider(Clock).useValue(clock),
  });
}

/** Who is let in may not do everything. */
const outcomes: Record<number, Outcome> = { 200: 'in', 403: 'in', 401: 'judged', 429: 'refused' };
const outcomeOf = ({ status }: { status: number }): Outcome => {
  const outcome = outcomes[status];
  if (!outcome) throw new Error(`an answer of ${status}`);
  return outcome;
};
const upgradeHeaders: Headers = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
};
const presenting = (token: string, headers: Headers): Headers => ({ ...headers, authorization: `Bearer ${token}` });

const doors: readonly Guess[] = [
  async (token, headers) => outcomeOf(await chat(gateway.url, {}, { headers: presenting(token, headers) })),
  async (token, headers) => outcomeOf(await get(gateway.url, '/v1/models', presenting(token, headers))),
  async (token, headers) => outcomeOf(await postResponse(gateway, { input: 'hi' }, presenting(token, headers))),
  async (token, headers) => outcomeOf(await get(gateway.url, '/v1/sessions', presenting(token, headers))),
  async (token, headers) => {
    const client = await WsClient.open(gateway, { headers });
    const { ok, error } = await client.sayHello({ auth: { token } });
    if (ok === true) return 'in';
    return error?.details.code === 'AUTH_RATE_LIMITED' ? 'refused' : 'judged';
  },
  async (token, headers) => upgradeOutcome({ ...upgradeHeaders, ...presenting(token, headers) }),
];

/** One attempt, each at the next door. */
async function atDoor(index: number, token: string): Promise<Outcome> {
  const door = doors[index % doors.length];
  if (!door) throw new Error('there is no door');
  return door(token, {});
}

/** What the door of responses over a WebSocket makes of an upgrade. */
function upgradeOutcome(headers: Headers): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const asking = request(`${gateway.url}/v1/responses`, { headers, agent: false });
    asking.once('error', reject);
    asking.once('upgrade', (_response, socket) => {
      socket.destroy();
      resolve('in');
    });
    asking.once('response', (response) => {
      response.resume();
      resolve(outcomeOf({ status: response.statusCode ?? 0 }));
    });
    asking.end();
  });
}

/** All guessers at once, each at the next door and with headers of its own; `token` tells what each of them tries. */
function attack(headers: (index: number) => Headers, token = (index: number) => `guess-${index}`): Promise<Outcome[]> {
  const guesses = Array.from({ length: guessers }, (_, index) => {
    const door = doors[index % doors.length];
    return door(token(index), headers(index));
  });
  return Promise.all(guesses);
}

function count(all: readonly Outcome[], outcome: Outcome): number {
  return all.filter((each) => each === outcome).length;
}

/** What somebody sends who wants to be somebody else each time. */
function forged(index: number): Headers {
  const address = `198.51.${index >> 8}.${index & 255}`;
  return {
    'x-forwarded-for': `${address}, 2001:db8:${index.toString(16)}::1`,
    'x-real-ip': address,
    'x-client-ip': address,
    'true-client-ip': address,
    'cf-connecting-ip': address,
    forwarded: `for="[2001:db8:${index.toString(16)}::1]:4711";host=localhost`,
    via: `1.1 proxy-${index}`,
  };
}

/** One IPv4 address in every spelling, behind whatever the client wrote in front. */
const ipv4Spellings = [
  '198.51.100.7',
  '198.51.100.7:4711',
  '::ffff:198.51.100.7',
  '::FFFF:c633:6407',
  '0:0:0:0:0:ffff:c633:6407',
  '[::ffff:198.51.100.7]:4711',
];

/** Addresses of one /64, in every spelling. */
const ipv6Spellings = [
  '2001:db8:0:1::1',
  '2001:DB8:0:1:ffff:ffff:ffff:ffff',
  '2001:0db8:0000:0001:0000:0000:0000:0002',
  '[2001:db8:0:1::3]:4711',
  '2001:db8:0:1::198.51.100.7',
  '2001:db8:0:1::4%eth0',
];

const through =
  (spellings: readonly string[]) =>
  (index: number): Headers => ({
    'x-forwarded-for': `203.0.113.${index}, ${spellings[index % spellings.length] ?? ''}`,
  });

describe('Brute force: 200 guessers at once over HTTP and both WebSockets', () => {
  afterEach(async () => {
    WsClient.cutAll();
    await gateway.close();
  });

  it.each<[string, Record<string, unknown>, (index: number) => Headers]>([
    ['from one address', {}, () => ({})],
    ['with forged forwarding headers', {}, forged],
    ['with a forged header where loopback is spared', sparingLoopback, () => ({ 'x-forwarded-for': '127.0.0.1' })],
    ['behind a proxy, one IPv4 address in all spellings', { trustedProxies: ['127.0.0.1'] }, through(ipv4Spellings)],
    ['behind a proxy, one IPv6 /64 in all spellings', { trustedProxies: ['127.0.0.1'] }, through(ipv6Spellings)],
    ['behind a proxy that names nobody', { trustedProxies: ['127.0.0.1'] }, () => ({ 'x-forwarded-for': 'unknown' })],
  ])('D3: %s, never more than maxAttempts are judged', async (_name, section, headers) => {
    await start(section);
    const all = await attack(headers);
    expect([count(all, 'judged'), count(all, 'refused')]).toEqual([limits.maxAttempts, guessers - limits.maxAttempts]);
  });

  it('D3: the right token among the wrong ones opens nothing once the client is locked', async () => {
    await start();
    await attack(forged);
    const late = await attack(forged, () => testToken);
    expect(count(late, 'refused')).toBe(guessers);
    expect(gateway.upstream.requests).toEqual([]);
  });

  it('D3: over many windows and lock-outs, no window has more than maxAttempts', async () => {
    await start();
    const judgedAt: number[] = [];
    for (let round = 0; round < 8; round += 1) {
      const all = await attack(forged);
      judgedAt.push(...Array.from({ length: count(all, 'judged') }, () => clock.now()));
      await clock.advance(round % 2 === 0 ? limits.lockoutMs - 1 : 1);
    }
    const within = (start: number) => judgedAt.filter((at) => at >= start && at < start + limits.windowMs).length;
    expect(Math.max(...judgedAt.map(within))).toBe(limits.maxAttempts);
    expect(judgedAt).toHaveLength(4 * limits.maxAttempts);
  });

  it('D2: whoever else there is comes in meanwhile', async () => {
    await start({ trustedProxies: ['127.0.0.1'] });
    const [all, ...others] = await Promise.all([
      attack(through(ipv6Spellings)),
      ...doors.map((door) => door(testToken, { 'x-forwarded-for': '2001:db8:0:2::1' })),
    ]);
    expect(count(all, 'judged')).toBe(limits.maxAttempts);
    expect(new Set(others)).toEqual(new Set(['in']));
  });
});

describe('Brute force: by somebody who has a named key, or had one', () => {
  afterEach(async () => {
    WsClient.cutAll();
    await gateway.close();
  });

  it('D3: a right request with the key clears no guess at any door: never more than maxAttempts are judged', async () => {
    const key = 'the-least-key-of-a-guesser';
    await start({ auth: { ...auth, keys: [{ id: 'least', key }] } });
    const seen: Outcome[] = [];
    for (let index = 0; index < 30; index += 1) {
      seen.push(await atDoor(index, `guess-${index}`), await atDoor(index + 1, key));
    }
    expect([count(seen, 'judged'), seen.lastIndexOf('judged'), seen.lastIndexOf('in')]).toEqual([10, 18, 17]);
    await clock.advance(limits.lockoutMs);
    expect([await atDoor(0, key), await atDoor(0, testToken)]).toEqual(['in', 'in']);
  });

  it('D2: the token clears the guesses of its address', async () => {
    await start();
    for (let index = 0; index < 30; index += 1) {
      expect(await atDoor(index, `guess-${index}`)).toBe('judged');
      if (index % 9 === 8) expect(await atDoor(index, testToken)).toBe('in');
    }
  });

  it('D2: a program that goes on with a revoked key locks nobody out, and its failures are written down', async () => {
    const stateDir = mkdtempSync(join(directories, 'state-'));
    writeKeys(stateDir, [storedKey('gone', { revokedAt: '2026-01-01T00:00:00.000Z' })]);
    await start({}, stateDir);
    for (let index = 0; index < 30; index += 1) expect(await atDoor(index, secretOf('gone'))).toBe('judged');
    expect(await atDoor(0, testToken)).toBe('in');
    await clock.advance(60_000);
    const linesOf = (wanted: string) => auditLinesIn(join(stateDir, 'audit')).filter(({ kind }) => kind === wanted);
    await eventually(() => linesOf('auth.failed-more').length > 0);
    expect(linesOf('auth.failed').map(({ reason }) => reason)).toEqual(Array.from({ length: 10 }, () => 'revoked'));
    expect(linesOf('auth.failed-more')).toMatchObject([{ count: 20 }]);
  });
});

describe('Brute force: a million sources', () => {
  const most = 64_000_000;

  it('D5: they take less than 64 MB of a process, and the first lock is still there', async () => {
    const program = join(checkout, 'test', 'support', 'million-sources.mjs');
    const { stdout } = await run(
      process.execPath,
      ['--expose-gc', '--max-old-space-size=64', program, builtGateway()],
      { maxBuffer: most },
    );
    const result = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Record<string, number>;
    expect(result).toMatchObject({ judged: 1_000_000, first: 'refused' });
    expect(result['settled']).toBeLessThan(most);
    expect(result['settled']).toBeGreaterThan(1_000_000);
    expect(result['highest']).toBeLessThan(most);
  });
});
