import { describe, expect, it } from '@jest/globals';
import { temporaryDirectory } from '../../../test/support/temporary-directory.js';
import { loadConfiguration } from '../load-configuration.js';

const stateDir = temporaryDirectory();
const warningsOf = (text: string, env: Record<string, string> = {}) =>
  loadConfiguration({ text, env, stateDir }).warnings;

describe('weakCredentialWarnings', () => {
  it.each([
    ['{}', { OPENCLAW_GATEWAY_TOKEN: 'x' }, 'OPENCLAW_GATEWAY_TOKEN'],
    ['{}', { OPENCLAW_GATEWAY_PASSWORD: 'short' }, 'OPENCLAW_GATEWAY_PASSWORD'],
    ["{ gateway: { auth: { token: 'short' } } }", {}, 'gateway.auth.token'],
  ])('%s with %j: says what is too short, and not what it is', (text, env, place) => {
    const [warning, ...others] = warningsOf(text, env);
    expect(others).toEqual([]);
    expect(warning).toMatch(
      new RegExp(`^${place.replaceAll('.', '\\.')} has fewer than 6 characters: it can be guessed`),
    );
    expect(warning).not.toContain('short ');
  });

  it.each<[string, Record<string, string>]>([
    ['{}', {}],
    ['{}', { OPENCLAW_GATEWAY_TOKEN: 'longer' }],
    ["{ gateway: { auth: { mode: 'none' } } }", {}],
  ])('%s with %j: has nothing to say', (text, env) => {
    expect(warningsOf(text, env)).toEqual([]);
  });
});
