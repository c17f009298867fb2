import { describe, expect, it } from '@jest/globals';
import { Environment } from './environment.js';
import type { AuthConfig } from './gateway.config.js';
import { GatewayConfig } from './gateway.config.js';
import { resolveCredentials } from './resolve-credentials.js';

interface Setup {
  auth?: Partial<AuthConfig>;
  token?: string;
  password?: string;
  host?: string;
  trustedProxies?: string[];
}

function sut({ auth = {}, token, password, host = '127.0.0.1', trustedProxies = [] }: Setup) {
  const gateway = new GatewayConfig();
  Object.assign(gateway, { trustedProxies });
  Object.assign(gateway.auth, auth);
  const environment = new Environment({ OPENCLAW_GATEWAY_TOKEN: token, OPENCLAW_GATEWAY_PASSWORD: password });
  return resolveCredentials(gateway, environment, host);
}

const resolved = (auth: object) => ({ outcome: 'resolved', auth });
const refusedAt = (...paths: string[]) => ({
  outcome: 'refused',
  problems: paths.map((path): unknown => expect.objectContaining({ path })),
});

describe('resolveCredentials', () => {
  it('C2: configuration beats environment', () => {
    expect(sut({ auth: { mode: 'token', token: 'from-config' }, token: 'from-env' })).toEqual(
      resolved({ mode: 'token', secret: 'from-config', source: 'config' }),
    );
    expect(sut({ auth: { mode: 'password', password: 'from-config' }, password: 'from-env' })).toEqual(
      resolved({ mode: 'password', secret: 'from-config', source: 'config' }),
    );
  });

  it.each(['', '  '])('C2: %j counts as unset', (empty) => {
    expect(sut({ auth: { mode: 'token', token: empty }, token: 'from-env' })).toEqual(
      resolved({ mode: 'token', secret: 'from-env', source: 'environment' }),
    );
    expect(sut({ auth: { token: empty, password: empty }, token: empty, password: empty })).toEqual({
      outcome: 'make-token',
    });
  });

  it('C2: without a mode the one credential that is set decides', () => {
    expect(sut({ token: 'from-env' })).toMatchObject(resolved({ mode: 'token' }));
    expect(sut({ auth: { password: 'from-config' } })).toMatchObject(resolved({ mode: 'password' }));
  });

  it.each<Setup>([
    { auth: { token: 'a', password: 'b' } },
    { auth: { token: 'a' }, password: 'b' },
    { token: 'a', password: 'b' },
  ])('C2: token and password without a mode are refused: %j', (setup) => {
    expect(sut(setup)).toEqual(refusedAt('gateway.auth.mode'));
  });

  it('C2: with a mode the other credential is of no use', () => {
    expect(sut({ auth: { mode: 'password' }, token: 'a', password: 'b' })).toEqual(
      resolved({ mode: 'password', secret: 'b', source: 'environment' }),
    );
  });

  it('C3: a mode without its credential is refused', () => {
    expect(sut({ auth: { mode: 'token' }, password: 'b' })).toEqual(refusedAt('gateway.auth.mode'));
    expect(sut({ auth: { mode: 'password' }, token: 'a' })).toEqual(refusedAt('gateway.auth.mode'));
  });

  it('C3: nothing set gives a made token, also when others can reach the gateway', () => {
    expect(sut({})).toEqual({ outcome: 'make-token' });
    expect(sut({ host: '0.0.0.0' })).toEqual({ outcome: 'make-token' });
  });

  it.each(['0.0.0.0', '::', '10.0.0.1'])('A4, C3: mode none is refused on %s and taken on loopback', (host) => {
    expect(sut({ auth: { mode: 'none' }, host })).toEqual(refusedAt('gateway.auth.mode'));
    expect(sut({ auth: { mode: 'none' } })).toEqual(resolved({ mode: 'none' }));
  });

  it('C7: trusted-proxy needs the proxies and the header', () => {
    const trustedProxy = { userHeader: 'x-user', requiredHeaders: [], allowUsers: ['ann'] };
    expect(sut({ auth: { mode: 'trusted-proxy' } })).toEqual(
      refusedAt('gateway.trustedProxies', 'gateway.auth.trustedProxy.userHeader'),
    );
    expect(sut({ auth: { mode: 'trusted-proxy', trustedProxy } })).toEqual(refusedAt('gateway.trustedProxies'));
    expect(sut({ auth: { mode: 'trusted-proxy', trustedProxy }, trustedProxies: ['10.0.0.1'] })).toEqual(
      resolved({ mode: 'trusted-proxy', trustedProxies: ['10.0.0.1'], ...trustedProxy }),
    );
  });

  it('C5: no refusal repeats a secret', () => {
    const refusals = [
      sut({ token: 'secret-a', password: 'secret-b' }),
      sut({ auth: { mode: 'token' }, password: 'secret-b' }),
    ];
    expect(JSON.stringify(refusals)).not.toMatch(/secret-[ab]/);
  });
});
