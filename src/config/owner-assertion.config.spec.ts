import { describe, expect, it } from '@jest/globals';
import { temporaryDirectory } from '../../test/support/temporary-directory.js';
import { ConfigInvalidError } from './config-problem.js';
import { loadConfiguration } from './load-configuration.js';
import { OwnerAssertionConfig } from './owner-assertion.config.js';
import { redactedConfiguration, secretsOf } from './secrets.js';

const stateDir = temporaryDirectory();
const secret = 'thirty-two-bytes-are-just-enough';

function load(ownerAssertion: unknown, env: Record<string, string> = {}) {
  const auth = { mode: 'token', token: 'test-token', ownerAssertion };
  return loadConfiguration({ text: JSON.stringify({ gateway: { auth } }), env, stateDir });
}

function problemsOf(ownerAssertion: unknown): string {
  try {
    load(ownerAssertion);
  } catch (error) {
    if (error instanceof ConfigInvalidError) return error.format();
  }
  throw new Error('The configuration was taken.');
}

describe(OwnerAssertionConfig.name, () => {
  it('C6: takes a secret of 32 bytes, from the environment too, and a minute for the age', () => {
    const { config } = load({ secret: '${SIGNING_SECRET}' }, { SIGNING_SECRET: secret });
    expect(config.gateway.auth.ownerAssertion).toEqual({ secret, maxAgeSeconds: 60 });
    expect(load(undefined).config.gateway.auth.ownerAssertion).toBeUndefined();
  });

  it('a variable that is not set is one problem', () => {
    expect(problemsOf({ secret: '${SIGNING_SECRET}' })).toMatch(/: 1 problem;[^]*SIGNING_SECRET is not set/);
  });

  it('counts bytes and not characters', () => {
    expect(load({ secret: 'ż'.repeat(16) }).config.gateway.auth.ownerAssertion?.secret).toHaveLength(16);
  });

  it.each([
    ['a shorter secret', { secret: secret.slice(1) }, 'gateway.auth.ownerAssertion.secret'],
    ['no secret', { maxAgeSeconds: 60 }, 'gateway.auth.ownerAssertion.secret'],
    ['an age of no time', { secret, maxAgeSeconds: 0 }, 'gateway.auth.ownerAssertion.maxAgeSeconds'],
    ['an age that is not remembered', { secret, maxAgeSeconds: 301 }, 'gateway.auth.ownerAssertion.maxAgeSeconds'],
  ])('refuses %s, and shows nothing of a secret', (_name, given, path) => {
    const problems = problemsOf(given);
    expect(problems).toContain(path);
    expect(problems).not.toContain('two-bytes');
  });

  it('C5: its secret is one', () => {
    const loaded = load({ secret });
    expect(secretsOf(loaded)).toContain(secret);
    expect(JSON.stringify(redactedConfiguration(loaded))).not.toContain(secret);
  });
});
