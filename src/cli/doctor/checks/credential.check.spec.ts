import { describe, expect, it } from '@jest/globals';
import { doctorContext } from '../../../../test/support/doctor-context.js';
import { temporaryDirectory } from '../../../../test/support/temporary-directory.js';
import { CredentialCheck } from './credential.check.js';

const stateDirectory = temporaryDirectory();
const limited = { rateLimit: {} };

describe(CredentialCheck.name, () => {
  it.each([
    ['a long token', { token: 'correct-horse-battery-staple' }, 'ok', /^gateway\.auth\.token is long enough$/],
    ['a short token', { token: 'ninechars' }, 'warning', /only 9 characters/],
    ['a token that logs cannot mask', { token: 'abc' }, 'problem', /only 3 characters; it can be guessed/],
    ['a token of one letter', { token: 'a'.repeat(36) }, 'problem', /repeats a short text/],
    [
      'a short password',
      { mode: 'password', password: 'tenletters' },
      'warning',
      /^gateway\.auth\.password has only 10/,
    ],
    ['a token that the gateway made', {}, 'ok', /made its token/],
    ['no authentication', { mode: 'none' }, 'warning', /every program of this machine/],
  ])('%s', (_, auth, status, what) => {
    const { context } = doctorContext({ stateDirectory, config: { gateway: { auth: { ...limited, ...auth } } } });
    expect(new CredentialCheck(context).run()).toEqual([
      expect.objectContaining({ status, what: expect.stringMatching(what) }),
    ]);
  });

  it('names the variable, and repeats no secret', () => {
    const env = { OPENCLAW_GATEWAY_TOKEN: 'short-secret' };
    const { context } = doctorContext({ stateDirectory, env, config: { gateway: { auth: limited } } });
    const findings = new CredentialCheck(context).run();
    expect(findings[0]?.what).toContain('OPENCLAW_GATEWAY_TOKEN has only 12');
    expect(JSON.stringify(findings)).not.toContain('short-secret');
  });

  it('a missing limit of wrong credentials', () => {
    const { context } = doctorContext({ stateDirectory, config: {} });
    expect(new CredentialCheck(context).run()[1]).toMatchObject({
      status: 'warning',
      remedy: expect.stringContaining('rateLimit'),
    });
  });

  it('a proxy that knows the callers, and a configuration that cannot be used', () => {
    const trustedProxy = { userHeader: 'x-user' };
    const gateway = { trustedProxies: ['192.0.2.1'], auth: { mode: 'trusted-proxy', trustedProxy } };
    const { context } = doctorContext({ stateDirectory, config: { gateway } });
    expect(new CredentialCheck(context).run().map(({ status }) => status)).toEqual(['ok']);
    expect(new CredentialCheck(doctorContext({ stateDirectory }).context).run()).toEqual([]);
  });
});
