import { describe, expect, it } from '@jest/globals';
import { GatewayConfig } from '../config/gateway.config.js';
import { HostNotAllowedError, OriginNotAllowedError } from './auth.errors.js';
import { checkOrigin, isAllowedOrigin } from './origin-check.js';

function gatewayWith(overrides: Partial<GatewayConfig> = {}): GatewayConfig {
  return Object.assign(new GatewayConfig(), overrides);
}

const gateway = gatewayWith();
const withPanel = gatewayWith({ allowedOrigins: ['https://panel.example'] });

describe('checkOrigin', () => {
  it.each([
    'localhost',
    'localhost:18789',
    'LOCALHOST:18789',
    'localhost.:18789',
    'agent.localhost:18789',
    '127.0.0.1:18789',
    '[::1]:18789',
    '[::1]',
    '192.168.1.20',
    '[2001:db8::1]:80',
    '[::ffff:127.0.0.1]:18789',
    'LocalHost.:18789',
    'Agent.LOCALHOST.',
    '127.0.0.1.',
    'localhost:',
    undefined,
  ])('M2: bound to loopback, the host %s is known', (host) => {
    expect(() => checkOrigin({ host }, gateway, '127.0.0.1')).not.toThrow();
  });

  it.each([
    'attacker.example',
    'attacker.example:18789',
    'localhost.attacker.example',
    'notlocalhost',
    '127.0.0.1.attacker.example',
    'localhost:18789@attacker.example',
    'attacker.example#localhost',
    'localhost/attacker.example',
    '[::1',
    '',
    '[::1]attacker.example',
    '[attacker.example]',
    'localhost..',
    'attacker.localhost.example.',
    'localhost:99999',
    'localhost:80:80',
    'localhost, attacker.example',
    'localhost\\attacker.example',
    'user:secret@localhost',
    'local\u00adhost.example',
  ])('M2: bound to loopback, the host %j is refused', (host) => {
    expect(() => checkOrigin({ host }, gateway, '127.0.0.1')).toThrow(HostNotAllowedError);
  });

  it('M2: a host named in allowedOrigins is known', () => {
    for (const host of ['panel.example', 'PANEL.example.:8443']) {
      expect(() => checkOrigin({ host }, withPanel, '127.0.0.1')).not.toThrow();
    }
    expect(() => checkOrigin({ host: 'panel.example.attacker.example' }, withPanel, '127.0.0.1')).toThrow(
      HostNotAllowedError,
    );
  });

  it.each(['127.0.0.1', '127.0.0.2', '::1', '0:0:0:0:0:0:0:1', '::ffff:127.0.0.1', 'localhost'])(
    'M2: foreign hosts are refused while the gateway listens on %s',
    (listenHost) => {
      expect(() => checkOrigin({ host: 'gateway.example' }, gateway, listenHost)).toThrow(HostNotAllowedError);
    },
  );

  it.each(['0.0.0.0', '::', '192.168.1.20', 'gateway.example'])(
    'M2: any host will do while the gateway listens on %s',
    (listenHost) => {
      expect(() => checkOrigin({ host: 'gateway.example' }, gateway, listenHost)).not.toThrow();
    },
  );

  it('M2: what bind says after a reload opens nothing, as the gateway still listens where it did', () => {
    const reloaded = gatewayWith({ bind: 'lan' });
    expect(() => checkOrigin({ host: 'gateway.example' }, reloaded, '127.0.0.1')).toThrow(HostNotAllowedError);
  });

  it.each([
    ['http://localhost:18789', 'localhost:18789'],
    ['http://LOCALHOST:18789', 'localhost:18789'],
    ['http://127.0.0.1:18789', '127.0.0.1:18789'],
    ['http://[::1]:18789', '[::1]:18789'],
  ])('M2: the same-origin loopback page %s may call', (origin, host) => {
    expect(() => checkOrigin({ origin, host }, gateway, '127.0.0.1')).not.toThrow();
  });

  it.each([
    ['https://attacker.example', 'localhost:18789'],
    ['http://localhost:3000', 'localhost:18789'],
    ['http://127.0.0.1:18789', 'localhost:18789'],
    ['http://192.168.1.20:18789', '192.168.1.20:18789'],
    ['null', 'localhost:18789'],
    ['', 'localhost:18789'],
    ['file://', 'localhost:18789'],
    ['chrome-extension://abc', 'localhost:18789'],
    ['http://localhost:18789, https://attacker.example', 'localhost:18789'],
  ])('M2: the page %j may not call %s', (origin, host) => {
    expect(() => checkOrigin({ origin, host }, gateway, '127.0.0.1')).toThrow(OriginNotAllowedError);
  });

  it('M2: origins that the operator named may call', () => {
    expect(() =>
      checkOrigin({ origin: 'https://panel.example', host: 'localhost:18789' }, withPanel, '127.0.0.1'),
    ).not.toThrow();
    expect(() =>
      checkOrigin({ origin: 'http://panel.example', host: 'localhost:18789' }, withPanel, '127.0.0.1'),
    ).toThrow();
  });
});

describe('isAllowedOrigin', () => {
  it.each([
    ['https://panel.example', true],
    ['https://PANEL.example', true],
    ['https://panel.example:443', true],
    ['https://panel.example:8443', false],
    ['https://panel.example.attacker.example', false],
    ['https://attacker.example/https://panel.example', false],
    ['null', false],
    ['*', false],
  ])('M2: %s: %s', (origin, expected) => {
    expect(isAllowedOrigin(origin, withPanel)).toBe(expected);
  });

  it.each(['*', 'null', ''])('M2: the entry %j allows nobody', (entry) => {
    const careless = gatewayWith({ allowedOrigins: [entry] });
    expect(['null', '*', 'https://panel.example'].some((origin) => isAllowedOrigin(origin, careless))).toBe(false);
  });
});
