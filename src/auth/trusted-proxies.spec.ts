import { describe, expect, it } from '@jest/globals';
import { TrustedProxies } from './trusted-proxies.js';

describe('TrustedProxies', () => {
  it.each([
    [['10.0.0.1'], '10.0.0.1', true],
    [['10.0.0.1'], '::ffff:10.0.0.1', true],
    [['10.0.0.1'], '10.0.0.2', false],
    [['10.0.0.0/8'], '10.255.1.1', true],
    [['10.0.0.0/8'], '::ffff:a01:101', true],
    [['10.0.0.0/8'], '11.0.0.1', false],
    [['::ffff:10.0.0.0/104'], '10.1.1.1', true],
    [['2001:db8::/32'], '2001:DB8:1::5%eth0', true],
    [['2001:db8::/32'], '2001:db9::1', false],
    [['::1'], '0:0:0:0:0:0:0:1', true],
    [['0.0.0.0/0'], '203.0.113.9', true],
    [['0.0.0.0/0'], '2001:db8::1', false],
  ])('C7: %j has %s: %s', (entries, peer, expected) => {
    expect(TrustedProxies.of(entries).has(peer)).toBe(expected);
  });

  it.each(['', 'proxy.example', '10.0.0.1/33', '10.0.0.1/', '10.0.0.1/8/8', '10.0.0.1/-1', '2001:db8::/129', '*'])(
    'C7: the odd entry %j matches nobody',
    (entry) => {
      const sut = TrustedProxies.of([entry]);
      expect(['10.0.0.1', '127.0.0.1', '2001:db8::1', undefined, 'proxy.example'].some((peer) => sut.has(peer))).toBe(
        false,
      );
    },
  );

  it('is built once per list', () => {
    const entries = ['10.0.0.1'];
    expect(TrustedProxies.of(entries)).toBe(TrustedProxies.of(entries));
  });
});
