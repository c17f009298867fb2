import { beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { MemoryAuditLog } from '../../test/support/audit-fixtures.js';
import { makeKeyRing, sharedToken } from '../../test/support/credentials.js';
import { assertionOf, makeOwnerAssertions, signed } from '../../test/support/owner-assertions.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import type { EffectiveAuth } from '../config/auth-credentials.js';
import { GatewayConfig, RateLimitConfig } from '../config/gateway.config.js';
import { fixed } from '../../test/support/fixed.js';
import { currentRequestContext, withRequestContext } from '../observability/request-context.js';
import { AuthAudit } from './auth-audit.service.js';
import { AuthenticationService } from './authentication.service.js';
import { presentedBearer } from './bearer.js';
import { CredentialsService } from './credentials.service.js';
import type { KeyUses } from './keys/key-uses.service.js';
import { FailedAuthLimiter } from './failed-auth-limiter.service.js';
import { MemoryFailedAuthStorage } from './memory-failed-auth-storage.js';

const tokenAuth: EffectiveAuth = { mode: 'token', secret: 'test-token', source: 'config' };

function configOf(rateLimit: Partial<RateLimitConfig> | undefined, trustedProxies: string[] = []): GatewayConfig {
  const gateway = new GatewayConfig();
  gateway.auth.rateLimit = rateLimit && Object.assign(new RateLimitConfig(), { maxAttempts: 3 }, rateLimit);
  gateway.trustedProxies = trustedProxies;
  return gateway;
}

function setup(gateway = configOf({}), auth: EffectiveAuth = tokenAuth, assertions = makeOwnerAssertions()) {
  const live = { current: gateway, onChange: () => () => undefined };
  const limiter = new FailedAuthLimiter(new MemoryFailedAuthStorage(new FakeClock(), 'test-salt'));
  const uses = { note: () => undefined } as unknown as KeyUses;
  const ring = makeKeyRing();
  const credentials = new CredentialsService(fixed(auth), ring.sut, assertions);
  const audit = new MemoryAuditLog();
  const sut = new AuthenticationService(live, credentials, limiter, uses, new AuthAudit(audit, new FakeClock()));
  const outcome = async (token: string | undefined, peer = '192.0.2.7', further: string[] = []): Promise<string> => {
    const rawHeaders = [...(token === undefined ? [] : ['Authorization', `Bearer ${token}`]), ...further];
    return sut.authenticate({ presented: presentedBearer(rawHeaders), rawHeaders, peer }).then(
      (credential) => credential.id,
      (error: unknown) => String((error as { status?: number }).status),
    );
  };
  const fail = async (times: number, peer?: string, further?: string[]): Promise<string[]> => {
    const outcomes: string[] = [];
    for (let count = 0; count < times; count += 1) outcomes.push(await outcome('wrong', peer, further));
    return outcomes;
  };
  return { sut, live, audit, ring, outcome, fail };
}

beforeAll(() => {
  Logger.overrideLogger(false);
});

describe('AuthenticationService', () => {
  it('C1: answers 401 to a missing and to a wrong credential, with what to do', async () => {
    const { sut, outcome } = setup();
    expect(await outcome('wrong')).toBe('401');
    await expect(
      sut.authenticate({ presented: { kind: 'none' }, rawHeaders: [], peer: '192.0.2.7' }),
    ).rejects.toMatchObject({
      status: 401,
      code: 'invalid_api_key',
      type: 'invalid_request_error',
      retryable: false,
      headers: { 'WWW-Authenticate': 'Bearer' },
      message: expect.stringContaining('Authorization: Bearer <token>'),
    });
  });

  it('D1: answers 429 after maxAttempts wrong ones', async () => {
    const { fail } = setup();
    expect(await fail(5)).toEqual(['401', '401', '401', '429', '429']);
  });

  it('D1: without rateLimit there is no 429', async () => {
    const { fail, outcome } = setup(configOf(undefined));
    expect(new Set(await fail(50))).toEqual(new Set(['401']));
    expect(await outcome('test-token')).toBe('shared-token');
  });

  it('D1: follows a reload of the limits', async () => {
    const { fail, outcome, live } = setup();
    await fail(4);
    live.current = configOf(undefined);
    expect(await outcome('test-token')).toBe('shared-token');
    live.current = configOf({ maxAttempts: 1 });
    expect(await outcome('test-token')).toBe('429');
    expect(await fail(2, '192.0.2.8')).toEqual(['401', '429']);
  });

  it('D2: missing credentials count nothing and get 401 during a lockout too', async () => {
    const { fail, outcome } = setup();
    for (let count = 0; count < 20; count += 1) expect(await outcome(undefined)).toBe('401');
    await fail(3);
    expect(await outcome('test-token')).toBe('429');
    expect(await outcome(undefined)).toBe('401');
  });

  it('D4: counts one IPv4 client once, however the socket writes it', async () => {
    const { fail, outcome } = setup();
    await fail(1, '192.0.2.7');
    await fail(1, '::ffff:192.0.2.7');
    await fail(1, '::ffff:c000:207');
    expect(await outcome('test-token', '192.0.2.7')).toBe('429');
    expect(await outcome('test-token', '192.0.2.8')).toBe('shared-token');
  });

  it('D4: counts by x-forwarded-for behind a trusted proxy only', async () => {
    const { fail, outcome } = setup(configOf({}, ['10.0.0.1']));
    await fail(3, '10.0.0.1', ['X-Forwarded-For', '203.0.113.9']);
    expect(await outcome('test-token', '10.0.0.1', ['X-Forwarded-For', '203.0.113.9'])).toBe('429');
    expect(await outcome('test-token', '10.0.0.1', ['X-Forwarded-For', '203.0.113.10'])).toBe('shared-token');
    const rotated = ['203.0.113.1', '203.0.113.2', '203.0.113.3'];
    for (const address of rotated) await fail(1, '192.0.2.7', ['X-Forwarded-For', address]);
    expect(await outcome('test-token', '192.0.2.7')).toBe('429');
  });

  it('D4: loopback is limited like everyone unless exempt', async () => {
    expect(await setup().fail(4, '127.0.0.1')).toEqual(['401', '401', '401', '429']);
    for (const peer of ['127.0.0.1', '::1', '::ffff:127.0.0.1']) {
      expect(new Set(await setup(configOf({ exemptLoopback: true })).fail(20, peer))).toEqual(new Set(['401']));
    }
    expect(await setup(configOf({ exemptLoopback: true })).fail(4, '192.0.2.7')).toContain('429');
  });

  it.each(['X-Forwarded-For', 'x-forwarded-proto', 'Forwarded', 'Via', 'X-Real-IP', 'Origin'])(
    'D4: the exemption is void as soon as %s is sent',
    async (header) => {
      const { fail } = setup(configOf({ exemptLoopback: true }));
      expect(await fail(4, '127.0.0.1', [header, 'http://localhost'])).toEqual(['401', '401', '401', '429']);
    },
  );

  it('C7: in trusted-proxy mode nothing is counted, because nothing can be guessed', async () => {
    const { outcome } = setup(configOf({}), {
      mode: 'trusted-proxy',
      trustedProxies: ['10.0.0.1'],
      userHeader: 'x-user',
      requiredHeaders: [],
      allowUsers: ['alex'],
    });
    for (let count = 0; count < 20; count += 1)
      expect(await outcome(undefined, '10.0.0.1', ['x-user', 'sam'])).toBe('401');
    expect(await outcome(undefined, '10.0.0.1', ['x-user', 'alex'])).toBe('user:alex');
  });

  describe('C6: with owner assertions', () => {
    const request = { method: 'POST', target: '/v1/chat/completions' };
    const withAssertions = (auth = tokenAuth) => setup(configOf({}), auth, makeOwnerAssertions({}));
    const send = ({ sut }: ReturnType<typeof setup>, assertion: string) =>
      sut.identify({
        presented: presentedBearer(['Authorization', 'Bearer test-token']),
        rawHeaders: ['X-OpenClaw-Owner-Assertion', assertion],
        peer: '192.0.2.7',
        request,
      });
    const right = () => assertionOf(signed({ key: 'shared-token' }));
    const forged = () => assertionOf(signed({ key: 'shared-token', secret: 'guessed-by-somebody-with-a-right-key' }));

    it('a valid one is told, with the body that it holds for', async () => {
      const caller = await send(withAssertions(), right());
      expect(caller).toMatchObject({ credential: { id: 'shared-token' }, assertion: { kind: 'valid' } });
    });

    it('a wrong signature counts as a wrong credential, although the credential is right', async () => {
      const gate = withAssertions();
      for (let count = 0; count < 3; count += 1) {
        await expect(send(gate, forged())).rejects.toMatchObject({ status: 403, code: 'owner_assertion_invalid' });
      }
      await expect(send(gate, forged())).rejects.toMatchObject({ status: 429, code: 'auth_locked_out' });
      await expect(send(gate, right())).rejects.toMatchObject({ status: 429, code: 'auth_locked_out' });
      expect(await gate.outcome('test-token')).toBe('429');
    });

    it('of 200 forged ones at once no more are judged than there may be wrong credentials', async () => {
      const gate = withAssertions();
      const all = await Promise.allSettled(Array.from({ length: 200 }, () => send(gate, forged())));
      const codes = all.map((each) => (each.status === 'rejected' ? (each.reason as { code: string }).code : 'in'));
      expect(codes.filter((code) => code === 'owner_assertion_invalid')).toHaveLength(3);
      expect(codes.filter((code) => code === 'auth_locked_out')).toHaveLength(197);
    });

    it('one that cannot be read, or was used before, is no guess', async () => {
      const gate = withAssertions();
      const used = right();
      await send(gate, used);
      for (let count = 0; count < 10; count += 1) {
        await expect(send(gate, used)).rejects.toMatchObject({
          status: 403,
          message: expect.stringContaining('before'),
        });
        await expect(send(gate, 'nonsense')).rejects.toMatchObject({ status: 403 });
      }
      expect(await gate.outcome('test-token')).toBe('shared-token');
    });

    it('counts where nothing else can be guessed, too', async () => {
      const gate = setup(configOf({}), { mode: 'none' }, makeOwnerAssertions({}));
      for (let count = 0; count < 3; count += 1)
        await expect(send(gate, forged())).rejects.toMatchObject({ status: 403 });
      await expect(send(gate, forged())).rejects.toMatchObject({ status: 429 });
    });

    it('is not looked at before the credential is proven, and not on a WebSocket', async () => {
      const gate = withAssertions();
      const rawHeaders = ['X-OpenClaw-Owner-Assertion', 'nonsense'];
      const attempt = { presented: presentedBearer(['Authorization', 'Bearer wrong']), rawHeaders, peer: '192.0.2.7' };
      await expect(gate.sut.identify({ ...attempt, request })).rejects.toMatchObject({ status: 401 });
      const socket = { ...attempt, presented: presentedBearer(['Authorization', 'Bearer test-token']) };
      expect(await gate.sut.identify({ ...socket, door: 'websocket' })).not.toHaveProperty('assertion');
    });

    it('M3: is written down', async () => {
      const gate = withAssertions();
      await expect(send(gate, forged())).rejects.toThrow();
      await expect(send(gate, 'nonsense')).rejects.toThrow();
      const reasons = gate.audit.events.map((event) => ('reason' in event ? event.reason : undefined));
      expect(reasons).toEqual(['assertion-wrong', 'assertion-malformed']);
    });

    it('M3: the line of a refused one names the credential that it came with', async () => {
      const gate = withAssertions();
      await expect(send(gate, forged())).rejects.toThrow();
      expect(gate.audit.events).toMatchObject([{ reason: 'assertion-wrong', credential: 'shared-token' }]);
    });

    it('M3: a body that is another one is refused and written down; nothing is said of the right one', async () => {
      const gate = withAssertions();
      const attempt = { presented: { kind: 'none' }, rawHeaders: [], peer: '192.0.2.7' } as const;
      const caller = await send(gate, right());
      const check = (body: string) => () => gate.sut.checkBody(attempt, caller, Buffer.from(body));
      expect(check('{}')).not.toThrow();
      expect(gate.audit.events).toEqual([]);
      expect(check('')).toThrow('not the one');
      const { client, door } = { client: '192.0.2.7', door: 'http' };
      const line = { kind: 'auth.failed', client, door, reason: 'assertion-body', credential: 'shared-token' };
      expect(gate.audit.events).toEqual([line]);
    });

    it('any body is good where none is vouched for', () => {
      const { sut } = setup();
      const attempt = { presented: { kind: 'none' }, rawHeaders: [], peer: '192.0.2.7' } as const;
      expect(() => sut.checkBody(attempt, { credential: sharedToken }, Buffer.from('{}'))).not.toThrow();
    });
  });

  describe('C6: when a body is there whose head came with a named key', () => {
    const secret = 'a-key-of-the-test';
    const attempt = { presented: { kind: 'bearer', value: secret }, rawHeaders: [], peer: '192.0.2.7' } as const;

    /** Lets a caller in with the key, and gives what looks at the body. */
    async function letIn(expiresAt?: string) {
      const gate = setup();
      gate.ring.configure([{ id: 'site', key: secret, expiresAt }]);
      const caller = await gate.sut.identify(attempt);
      return { ...gate, check: () => gate.sut.checkBody(attempt, caller, Buffer.from('{}')) };
    }

    it('it is taken while the key is in force, whatever other rights it has by then', async () => {
      const { check, ring, audit } = await letIn();
      ring.configure([{ id: 'site', key: secret, agents: ['main'] }]);
      expect(check).not.toThrow();
      expect(audit.events).toEqual([]);
    });

    it('it is refused and written down where the key was revoked meanwhile', async () => {
      const { check, ring, audit } = await letIn();
      ring.configure([]);
      expect(check).toThrow('not in force any more');
      const { client, door } = { client: '192.0.2.7', door: 'http' };
      expect(audit.events).toEqual([{ kind: 'auth.failed', client, door, reason: 'revoked', credential: 'key:site' }]);
    });

    it('it is refused where the key has expired meanwhile', async () => {
      const { check, ring } = await letIn('2026-01-02');
      expect(check).not.toThrow();
      await ring.clock.advance(24 * 3_600_000);
      expect(check).toThrow('expired');
    });
  });

  it('tells the log who the client is', async () => {
    const { outcome } = setup();
    const address = await withRequestContext({ requestId: 'r', startedAt: 0 }, async () => {
      await outcome('test-token', '::ffff:192.0.2.7');
      return currentRequestContext()?.clientAddress;
    });
    expect(address).toBe('192.0.2.7');
  });

  it('M3: writes down every failure with its reason, and the lockout once', async () => {
    const { sut, outcome, fail, audit } = setup();
    await outcome(undefined);
    await fail(4);
    await outcome('test-token', '192.0.2.8');
    const attempt = { presented: { kind: 'malformed' }, rawHeaders: [], peer: '192.0.2.9', door: 'websocket' } as const;
    await expect(sut.authenticate(attempt)).rejects.toThrow('cannot be read');
    const { client, door } = { client: '192.0.2.7', door: 'http' };
    expect(audit.events).toEqual([
      ...['missing', 'wrong', 'wrong'].map((reason) => ({ kind: 'auth.failed', client, door, reason })),
      { kind: 'auth.locked-out', client, door, seconds: 300 },
      ...['wrong', 'locked-out'].map((reason) => ({ kind: 'auth.failed', client, door, reason })),
      { kind: 'auth.failed', client: '192.0.2.9', door: 'websocket', reason: 'malformed' },
    ]);
  });
});
