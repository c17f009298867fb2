import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { AuthenticationService } from '../../src/auth/authentication.service.js';
import type { StoredKey } from '../../src/auth/keys/stored-keys.js';
import { Clock } from '../../src/common/clock.js';
import { says } from '../support/chat.js';
import { eventually } from '../support/eventually.js';
import { FakeClock } from '../support/fake-clock.js';
import { secretOf, storedKey, writeKeys } from '../support/key-file.js';
import { rawRequest, sendRaw } from '../support/raw-http.js';
import { RawConnection } from '../support/raw-connection.js';
import { servingResponses } from '../support/response-request.js';
import { TestGateway } from '../support/test-gateway.js';

const hour = 3_600_000;
const chatBody = { model: 'openclaw', messages: [says('hi')] };
const responseBody = { model: 'openclaw', input: 'hi' };
const keyed = ['Idempotency-Key: call-1'];

interface Sent {
  path: string;
  body: unknown;
  headers?: string[];
}

const requests: [string, Sent][] = [
  ['a chat completion', { path: '/v1/chat/completions', body: chatBody }],
  ['a chat completion that comes again', { path: '/v1/chat/completions', body: chatBody, headers: keyed }],
  ['a response', { path: '/v1/responses', body: responseBody }],
  ['a response that comes again', { path: '/v1/responses', body: responseBody, headers: keyed }],
  ['a compaction', { path: '/v1/responses/compact', body: responseBody }],
  ['an explanation', { path: '/v1/explain', body: chatBody }],
  ['embeddings', { path: '/v1/embeddings', body: responseBody }],
];

/** The whole bytes of a request with the key of ann. */
function bytesOf({ path, body, headers = [] }: Sent): string {
  const json = JSON.stringify(body);
  const own = ['Content-Type: application/json', `Content-Length: ${json.length}`];
  return rawRequest({ path, headers: [`Authorization: Bearer ${secretOf('ann')}`, ...own, ...headers] }, json);
}

describe('C6: a body that is there only when its key has ended', () => {
  let gateway: TestGateway;
  let clock: FakeClock;
  afterEach(() => gateway.close());

  async function start(key: StoredKey): Promise<void> {
    clock = new FakeClock();
    gateway = await TestGateway.start({
      gateway: servingResponses(),
      override: (builder) => builder.overrideProvider(Clock).useValue(clock),
    });
    await inForce(key);
  }

  /** Waits until the gateway goes by the key. */
  async function inForce(key: StoredKey): Promise<void> {
    const changes = (): number => gateway.logLines.filter((line) => line.includes('named keys have changed')).length;
    const before = changes();
    writeKeys(gateway.stateDir, [key]);
    await eventually(() => changes() > before);
  }

  /** Sends the request but for the end of its body, and gives what sends that; the gateway has let the caller in by then. */
  async function sendMost(sent: Sent): Promise<(until?: string) => Promise<string>> {
    const identify = jest.spyOn(gateway.app.get(AuthenticationService), 'identify');
    const bytes = bytesOf(sent);
    const connection = await RawConnection.open(gateway.port);
    connection.socket.write(bytes.slice(0, -5));
    await eventually(() => identify.mock.results.length === 1);
    await identify.mock.results[0]?.value;
    identify.mockRestore();
    return async (until = '"code"') => {
      connection.socket.write(bytes.slice(-5));
      await connection.until(until);
      connection.leave();
      return connection.text;
    };
  }

  function expectRefused(answer: string, reason: string): void {
    expect(answer).toMatch(/^HTTP\/1\.1 401 /);
    expect(answer).toContain(reason);
    expect(answer).not.toContain('idempotent-replay');
  }

  it.each(requests)('%s is refused where the key was revoked meanwhile', async (_name, sent) => {
    const key = storedKey('ann', { owner: true });
    await start(key);
    if (sent.headers) expect((await sendRaw(gateway.url, bytesOf(sent)))[0]).toMatchObject({ status: 200 });
    const before = gateway.upstream.requests.length;
    const finish = await sendMost(sent);
    await inForce({ ...key, revokedAt: '2026-01-01T00:00:00.000Z' });
    expectRefused(await finish(), 'revoked or replaced');
    expect(gateway.upstream.requests).toHaveLength(before);
  });

  it.each(requests.slice(0, 4))('%s is refused where the key has expired meanwhile', async (_name, sent) => {
    await start(storedKey('ann', { expiresAt: '2026-01-01T01:00:00.000Z' }));
    if (sent.headers) await sendRaw(gateway.url, bytesOf(sent));
    const finish = await sendMost(sent);
    await clock.advance(hour);
    expectRefused(await finish(), 'has expired');
  });

  it.each(requests.slice(0, 4))(
    '%s is refused where its secret was replaced and the overlap is over',
    async (_name, sent) => {
      const [old] = storedKey('ann').secrets;
      if (!old) throw new Error('the key has no secret');
      const secrets = [{ ...old, expiresAt: '2026-01-01T01:00:00.000Z' }, ...storedKey('next').secrets];
      await start(storedKey('ann', { secrets }));
      if (sent.headers) await sendRaw(gateway.url, bytesOf(sent));
      const finish = await sendMost(sent);
      await clock.advance(hour);
      expectRefused(await finish(), 'revoked or replaced');
    },
  );

  it('is taken where the key is in force', async () => {
    await start(storedKey('ann'));
    const finish = await sendMost({ path: '/v1/chat/completions', body: chatBody });
    await clock.advance(hour);
    expect(await finish('"usage"')).toMatch(/^HTTP\/1\.1 200 /);
  });
});
