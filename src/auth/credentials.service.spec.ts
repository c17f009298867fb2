import { describe, expect, it } from '@jest/globals';
import type { EffectiveAuth, TrustedProxyAuth } from '../config/auth-credentials.js';
import { makeKeyRing } from '../../test/support/credentials.js';
import { secretOf, storedKey } from '../../test/support/key-file.js';
import { makeOwnerAssertions } from '../../test/support/owner-assertions.js';
import { fixed } from '../../test/support/fixed.js';
import type { PresentedCredential } from './bearer.js';
import { CredentialsService } from './credentials.service.js';
import type { Attempt } from './credentials.service.js';

const tokenAuth: EffectiveAuth = { mode: 'token', secret: 'test-token', source: 'config' };
const passwordAuth: EffectiveAuth = { mode: 'password', secret: 'not-a-real-key', source: 'environment' };
const proxyAuth: TrustedProxyAuth = {
  mode: 'trusted-proxy',
  trustedProxies: ['10.0.0.0/8'],
  userHeader: 'x-forwarded-user',
  requiredHeaders: ['x-forwarded-proto'],
  allowUsers: [],
};

const bearer = (value: string): PresentedCredential => ({ kind: 'bearer', value });

function attempt(overrides: Partial<Attempt> = {}): Attempt {
  return { presented: { kind: 'none' }, rawHeaders: [], peer: '127.0.0.1', ...overrides };
}

function proxied(rawHeaders: string[], peer = '10.0.0.1'): Attempt {
  return attempt({ rawHeaders: ['X-Forwarded-Proto', 'https', ...rawHeaders], peer });
}

const judge = (auth: EffectiveAuth, given: Attempt) =>
  new CredentialsService(fixed(auth), makeKeyRing().sut, makeOwnerAssertions()).judge(given);

describe('CredentialsService', () => {
  it('C2: admits the token in token mode and the password in password mode, both as owner credentials', () => {
    expect(judge(tokenAuth, attempt({ presented: bearer('test-token') }))).toEqual({
      admitted: true,
      credential: { id: 'shared-token', kind: 'token', mayBeOwner: true },
    });
    expect(judge(passwordAuth, attempt({ presented: bearer('not-a-real-key') }))).toEqual({
      admitted: true,
      credential: { id: 'shared-password', kind: 'password', mayBeOwner: true },
    });
  });

  it('C2: a token does not open password mode, nor the reverse', () => {
    const wrong = { admitted: false, reason: 'wrong' };
    expect(judge(passwordAuth, attempt({ presented: bearer('test-token') }))).toEqual(wrong);
    expect(judge(tokenAuth, attempt({ presented: bearer('not-a-real-key') }))).toEqual(wrong);
  });

  it.each(['test-toke', 'test-token2', 'TEST-TOKEN', 'test-tokem', ' test-token', '\u0000', 'x'.repeat(100_000)])(
    'C4: judges any other text as wrong, whatever its length',
    (value) => {
      expect(judge(tokenAuth, attempt({ presented: bearer(value) }))).toEqual({ admitted: false, reason: 'wrong' });
    },
  );

  it('C1: tells missing and malformed from wrong', () => {
    expect(judge(tokenAuth, attempt())).toEqual({ admitted: false, reason: 'missing' });
    for (const presented of [{ kind: 'malformed' } as const, bearer('')]) {
      expect(judge(tokenAuth, attempt({ presented }))).toEqual({ admitted: false, reason: 'malformed' });
    }
  });

  it('A7: follows a reload at once', () => {
    const live = { current: tokenAuth as EffectiveAuth, onChange: () => () => undefined };
    const sut = new CredentialsService(live, makeKeyRing().sut, makeOwnerAssertions());
    expect(sut.judge(attempt({ presented: bearer('test-token') })).admitted).toBe(true);
    live.current = { ...tokenAuth, secret: 'rotated-test-token' };
    expect(sut.judge(attempt({ presented: bearer('test-token') })).admitted).toBe(false);
    expect(sut.judge(attempt({ presented: bearer('rotated-test-token') })).admitted).toBe(true);
  });

  it('C3: mode none admits everyone', () => {
    const credential = { id: 'anonymous', kind: 'none', mayBeOwner: true };
    expect(judge({ mode: 'none' }, attempt({ presented: { kind: 'malformed' } }))).toEqual({
      admitted: true,
      credential,
    });
  });

  it('C7: believes the identity header from a trusted peer only', () => {
    const headers = ['X-Forwarded-User', 'alex'];
    expect(judge(proxyAuth, proxied(headers, '::ffff:10.1.2.3'))).toEqual({
      admitted: true,
      credential: { id: 'user:alex', kind: 'trusted-proxy', mayBeOwner: true },
    });
    for (const peer of ['127.0.0.1', '192.0.2.7', undefined]) {
      expect(judge(proxyAuth, { ...proxied(headers), peer })).toEqual({ admitted: false, reason: 'missing' });
    }
    const spoofed = proxied([...headers, 'X-Forwarded-For', '10.0.0.1'], '192.0.2.7');
    expect(judge(proxyAuth, spoofed)).toEqual({ admitted: false, reason: 'missing' });
  });

  it('C7: demands the required headers and a user', () => {
    expect(judge(proxyAuth, attempt({ rawHeaders: ['x-forwarded-user', 'alex'], peer: '10.0.0.1' })).admitted).toBe(
      false,
    );
    expect(judge(proxyAuth, proxied([])).admitted).toBe(false);
    expect(judge(proxyAuth, proxied(['x-forwarded-user', ''])).admitted).toBe(false);
  });

  it('C7: refuses a repeated or overlong identity header', () => {
    const repeated = proxied(['x-forwarded-user', 'alex', 'X-Forwarded-User', 'admin']);
    expect(judge(proxyAuth, repeated)).toEqual({ admitted: false, reason: 'malformed' });
    const long = proxied(['x-forwarded-user', 'a'.repeat(257)]);
    expect(judge(proxyAuth, long)).toEqual({ admitted: false, reason: 'malformed' });
  });

  it('C7: admits only allowUsers where there are some', () => {
    const auth = { ...proxyAuth, allowUsers: ['alex'] };
    expect(judge(auth, proxied(['x-forwarded-user', 'alex'])).admitted).toBe(true);
    for (const user of ['sam', 'Alex', 'alex, sam']) {
      const refusal = { admitted: false, reason: 'not-admitted', credential: `user:${user}` };
      expect(judge(auth, proxied(['x-forwarded-user', user]))).toEqual(refusal);
    }
  });

  it('C7: the shared secret does not open trusted-proxy mode', () => {
    expect(judge(proxyAuth, attempt({ presented: bearer('test-token'), peer: '10.0.0.1' })).admitted).toBe(false);
  });

  describe('C6: with named keys', () => {
    const secret = 'a-key-of-the-test';
    const guess = bearer('ocg_0123456789_guessed');
    const judgeWith = (auth: EffectiveAuth, given: Attempt, expiresAt?: string) =>
      new CredentialsService(
        fixed(auth),
        makeKeyRing([{ id: 'site', key: secret, owner: false, expiresAt }]).sut,
        makeOwnerAssertions(),
      ).judge(given);
    const modes: [string, EffectiveAuth][] = [
      ['token', tokenAuth],
      ['password', passwordAuth],
      ['trusted-proxy', proxyAuth],
      ['none', { mode: 'none' }],
    ];

    it.each(modes)('a key opens mode %s, and one that expired is no guess', (_mode, auth) => {
      const given = attempt({ presented: bearer(secret) });
      expect(judgeWith(auth, given)).toMatchObject({
        admitted: true,
        credential: { id: 'key:site', mayBeOwner: false },
      });
      expect(judgeWith(auth, given, '2025-12-31')).toEqual({
        admitted: false,
        reason: 'expired',
        credential: 'key:site',
      });
    });

    it.each(modes)('one that was revoked is no guess in mode %s, also where there is no other', (_mode, auth) => {
      const ring = makeKeyRing();
      ring.store([storedKey('gone', { revokedAt: '2026-01-01' })]);
      const sut = new CredentialsService(fixed(auth), ring.sut, makeOwnerAssertions());
      const given = attempt({ presented: bearer(secretOf('gone')) });
      expect(sut.judge(given)).toEqual({ admitted: false, reason: 'revoked', credential: 'key:gone' });
    });

    it.each(modes.slice(0, 3))('a wrong one counts as a guess in mode %s', (_mode, auth) => {
      expect(judgeWith(auth, attempt({ presented: guess }))).toEqual({ admitted: false, reason: 'wrong' });
    });

    it('the shared credential and the users of a proxy stay who they are', () => {
      expect(judgeWith(tokenAuth, attempt({ presented: bearer('test-token') }))).toMatchObject({
        credential: { id: 'shared-token', mayBeOwner: true },
      });
      const user = proxied(['X-Forwarded-User', 'ada']);
      expect(judgeWith(proxyAuth, { ...user, presented: guess })).toMatchObject({ credential: { id: 'user:ada' } });
      expect(judgeWith(proxyAuth, { ...user, presented: bearer(secret) })).toMatchObject({
        credential: { id: 'key:site' },
      });
      expect(judge(proxyAuth, attempt({ presented: guess }))).toEqual({ admitted: false, reason: 'missing' });
    });
  });
});
