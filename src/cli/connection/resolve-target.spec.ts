import { describe, expect, it } from '@jest/globals';
import type { EffectiveAuth } from '../../config/auth-credentials.js';
import { ConfigInvalidError } from '../../config/config-problem.js';
import { Environment } from '../../config/environment.js';
import type { ListenAddress } from '../../config/listen-address.js';
import { exitCodes } from '../cli-error.js';
import { type TargetOptions, resolveTarget } from './resolve-target.js';

const kept: EffectiveAuth = { mode: 'token', secret: 'local', source: 'generated', tokenPath: '/state/gateway-token' };
const here: ListenAddress = { host: '127.0.0.1', port: 18_789 };

const sut = (
  options: TargetOptions,
  variables: Record<string, string> = {},
  { auth = kept, listen = here }: { auth?: EffectiveAuth; listen?: ListenAddress } = {},
) => resolveTarget(options, new Environment(variables), async () => ({ auth, listen }));

const away = 'https://gateway.example.com';
const token = { OPENCLAW_GATEWAY_TOKEN: 'variable' };

describe('resolveTarget: where', () => {
  it('the option comes first, then the variable, then the configuration', async () => {
    const variables = { OPENCLAW_GATEWAY_URL: 'http://127.0.0.1:2' };
    expect(await sut({ url: 'http://127.0.0.1:1' }, variables)).toMatchObject({ shown: 'http://127.0.0.1:1' });
    expect(await sut({}, variables)).toMatchObject({ shown: 'http://127.0.0.1:2' });
    expect(await sut({})).toMatchObject({ shown: 'http://127.0.0.1:18789', url: 'ws://127.0.0.1:18789/' });
  });

  it.each([
    ['0.0.0.0', 'http://127.0.0.1:18789'],
    ['::', 'http://127.0.0.1:18789'],
    ['::1', 'http://[::1]:18789'],
    ['192.168.1.5', 'http://192.168.1.5:18789'],
  ])('a gateway that listens on %s is found at %s', async (host, shown) => {
    expect(await sut({}, {}, { listen: { host, port: 18_789 } })).toMatchObject({ shown });
  });

  it('a configured port that says nothing asks for the address', async () => {
    await expect(sut({}, {}, { listen: { host: '127.0.0.1', port: 0 } })).rejects.toThrow(
      'Name its address with --url',
    );
  });
});

describe('resolveTarget: credential', () => {
  it('the options come first, then the variables, then the configuration', async () => {
    expect(await sut({ token: 'option' }, token)).toMatchObject({ credential: { token: 'option' } });
    expect(await sut({ password: 'option' }, token)).toMatchObject({ credential: { password: 'option' } });
    expect(await sut({}, token)).toMatchObject({ credential: { token: 'variable' } });
    expect(await sut({}, { OPENCLAW_GATEWAY_PASSWORD: 'p' })).toMatchObject({ credential: { password: 'p' } });
    expect(await sut({})).toMatchObject({
      credential: { token: 'local' },
      credentialSource: 'the file /state/gateway-token',
    });
  });

  it.each<[EffectiveAuth, object]>([
    [{ mode: 'password', secret: 'configured', source: 'config' }, { password: 'configured' }],
    [{ mode: 'none' }, {}],
  ])('the configuration says %j', async (auth, credential) => {
    expect((await sut({}, {}, { auth })).credential).toEqual(credential);
  });

  it('another address on this machine gets the credential of this machine', async () => {
    expect(await sut({ url: 'http://localhost:9' })).toMatchObject({ credential: { token: 'local' } });
    expect(await sut({ url: 'http://localhost:9' }, token)).toMatchObject({ credential: { token: 'variable' } });
  });

  it('an address elsewhere gets what came with it', async () => {
    expect(await sut({ url: away, token: 'given' })).toMatchObject({ credential: { token: 'given' } });
    expect(await sut({}, { OPENCLAW_GATEWAY_URL: away, ...token })).toMatchObject({
      credential: { token: 'variable' },
    });
    expect(await sut({ token: 'given' }, { OPENCLAW_GATEWAY_URL: away })).toMatchObject({
      credential: { token: 'given' },
    });
  });

  it.each<[string, TargetOptions, Record<string, string>]>([
    ['an option, with nothing', { url: away }, {}],
    ['an option, with a variable for the credential', { url: away }, token],
    ['a variable, with nothing', {}, { OPENCLAW_GATEWAY_URL: away }],
    ['an option that looks like this machine', { url: 'http://127.0.0.1.example.com' }, token],
  ])('an address elsewhere by %s never gets the credential of this machine', async (_, options, variables) => {
    const attempt = sut(options, variables);
    await expect(attempt).rejects.toMatchObject({ exitCode: exitCodes.unauthorized });
    await expect(attempt).rejects.not.toThrow(/local$|variable$/);
  });

  it.each([
    [
      'OPENCLAW_STATE_DIR',
      /^The state directory cannot be used, so the gateway/,
      /^Correct OPENCLAW_STATE_DIR, or name/,
    ],
    ['gateway.port', /^The local configuration cannot be read, so the gateway/, /config validate/],
  ])('says what cannot be used: %s', async (path, message, hint) => {
    const error = new ConfigInvalidError([{ path, found: 'something', allowed: 'something else' }]);
    await expect(resolveTarget({}, new Environment(), () => Promise.reject(error))).rejects.toMatchObject({
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
      exitCode: exitCodes.configuration,
    });
  });

  it('does not read the configuration where everything is said', async () => {
    const target = resolveTarget({ url: away, token: 'given' }, new Environment(), () => {
      throw new Error('it was read');
    });
    expect(await target).toMatchObject({ shown: away });
  });
});
