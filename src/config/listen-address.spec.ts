import { describe, expect, it } from '@jest/globals';
import { Environment } from './environment.js';
import { GatewayConfig } from './gateway.config.js';
import { isLoopbackHost, resolveListenAddress as sut } from './listen-address.js';

const gateway = (overrides: Partial<GatewayConfig> = {}) => Object.assign(new GatewayConfig(), overrides);
const environment = (port?: string) => new Environment({ OPENCLAW_GATEWAY_PORT: port });

describe('resolveListenAddress', () => {
  it.each([
    [['--port', '1'], '2', { port: 3 }, 1],
    [['--port=1'], '2', { port: 3 }, 1],
    [['agent', '--other', 'x'], '2', { port: 3 }, 2],
    [[], '', { port: 3 }, 3],
    [[], undefined, {}, 18_789],
  ])('A4: arguments %j, environment %j, file %j give port %i', (argv, port, overrides, expected) => {
    expect(sut(gateway(overrides), environment(port), argv)).toEqual({
      address: { host: '127.0.0.1', port: expected },
      problems: [],
    });
  });

  it.each(['65536', '-1', '80.5', '1e3', '0x50', 'http'])('A4: %s is no port, wherever it comes from', (written) => {
    const { problems } = sut(gateway(), environment(written), [`--port=${written}`]);
    expect(problems).toEqual(
      ['--port', 'OPENCLAW_GATEWAY_PORT'].map((path) => ({
        path,
        found: `"${written}"`,
        allowed: 'a whole number from 0 to 65535',
      })),
    );
  });

  it('A4: --port without a value is a problem', () => {
    expect(sut(gateway(), environment(), ['--port']).problems).toHaveLength(1);
  });

  it.each([
    [{ bind: 'loopback' as const, customBindHost: '10.0.0.1' }, '127.0.0.1'],
    [{ bind: 'lan' as const }, '0.0.0.0'],
    [{ bind: 'custom' as const, customBindHost: '10.0.0.1' }, '10.0.0.1'],
  ])('A4: %j listens on %s', (overrides, host) => {
    expect(sut(gateway(overrides), environment()).address.host).toBe(host);
  });

  it('A4: bind custom needs customBindHost', () => {
    expect(sut(gateway({ bind: 'custom' }), environment()).problems[0]?.path).toBe('gateway.customBindHost');
  });
});

describe('isLoopbackHost', () => {
  it.each([
    ['127.0.0.1', true],
    ['127.9.9.9', true],
    ['::1', true],
    ['::ffff:127.0.0.1', true],
    ['localhost', true],
    ['0.0.0.0', false],
    ['::', false],
    ['10.0.0.1', false],
    ['1270.0.0.1', false],
  ])('A4: %s: %s', (host, expected) => {
    expect(isLoopbackHost(host)).toBe(expected);
  });
});
