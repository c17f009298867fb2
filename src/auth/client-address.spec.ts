import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { clientAddress } from './client-address.js';
import { TrustedProxies } from './trusted-proxies.js';

const nobody = TrustedProxies.of([]);
const proxies = TrustedProxies.of(['10.0.0.0/8', '::1']);

describe('clientAddress', () => {
  it('D4: folds an IPv4-mapped peer to IPv4', () => {
    const spellings = ['192.0.2.7', '::ffff:192.0.2.7', '::FFFF:C000:207', '0:0:0:0:0:ffff:c000:0207'];
    const keys = new Set(spellings.map((peer) => clientAddress(peer, [], nobody).key));
    expect([...keys]).toEqual(['192.0.2.7']);
  });

  it('D4: counts an IPv6 client by its /64, however it is written', () => {
    const spellings = [
      '2001:db8:1:2::1',
      '2001:DB8:1:2:ffff::9',
      '2001:0db8:0001:0002:0:0:0:1',
      '2001:db8:1:2::1%eth0',
    ];
    const keys = new Set(spellings.map((peer) => clientAddress(peer, [], nobody).key));
    expect(keys.size).toBe(1);
    expect(clientAddress('2001:db8:1:3::1', [], nobody).key).not.toBe([...keys][0]);
  });

  it('D4: any two addresses of one /64 share a key, and two /64 never do', () => {
    const hextet = fc.integer({ min: 0, max: 0xffff });
    const half = fc
      .tuple(hextet, hextet, hextet, hextet)
      .map((part) => part.map((value) => value.toString(16)).join(':'));
    const globalHalf = half.map((part) => `2${part.padStart(4, '0').slice(1)}`);
    fc.assert(
      fc.property(globalHalf, globalHalf, half, half, (network, otherNetwork, host, otherHost) => {
        const key = (text: string): string => clientAddress(text, [], nobody).key;
        expect(key(`${network}:${host}`)).toBe(key(`${network}:${otherHost}`));
        const sameNetwork = key(`${network}:0:0:0:0`) === key(`${otherNetwork}:0:0:0:0`);
        expect(key(`${network}:${host}`) === key(`${otherNetwork}:${host}`)).toBe(sameNetwork);
      }),
    );
  });

  it('C7: does not read x-forwarded-for of a peer that is no trusted proxy', () => {
    expect(clientAddress('192.0.2.7', ['203.0.113.9'], proxies).address).toBe('192.0.2.7');
    expect(clientAddress('10.0.0.1', ['203.0.113.9'], nobody).address).toBe('10.0.0.1');
  });

  it.each([
    [['203.0.113.9'], '203.0.113.9'],
    [['198.51.100.1, 203.0.113.9, 10.0.0.2'], '203.0.113.9'],
    [['198.51.100.1', '203.0.113.9,10.0.0.2'], '203.0.113.9'],
    [['203.0.113.9:4711'], '203.0.113.9'],
    [['[2001:DB8::1]:4711'], '2001:db8::1'],
    [['[2001:db8::1]'], '2001:db8::1'],
    [['::ffff:203.0.113.9'], '203.0.113.9'],
    [['10.0.0.3, 10.0.0.2'], '10.0.0.3'],
    [['spoofed, 203.0.113.9'], '203.0.113.9'],
  ])('C7: takes the rightmost untrusted hop of %j: %s', (forwardedFor, expected) => {
    expect(clientAddress('10.0.0.1', forwardedFor, proxies).address).toBe(expected);
  });

  it.each([[[]], [['']], [['unknown']], [['203.0.113.9, nonsense']], [['203.0.113.9, , 10.0.0.2']], [['1.2.3.4:5:6']]])(
    'C7: falls back to the peer for %j',
    (forwardedFor) => {
      expect(clientAddress('10.0.0.1', forwardedFor, proxies).address).toBe('10.0.0.1');
    },
  );

  it('knows loopback, and gives sockets without an address one key', () => {
    expect(clientAddress('::ffff:127.0.0.1', [], nobody)).toEqual({
      address: '127.0.0.1',
      key: '127.0.0.1',
      isLoopback: true,
    });
    expect(clientAddress('::1', [], nobody).isLoopback).toBe(true);
    expect(clientAddress(undefined, [], nobody)).toEqual({ address: 'unknown', key: 'unknown', isLoopback: false });
  });

  it('C7: a client behind a loopback proxy is not loopback', () => {
    expect(clientAddress('::1', ['203.0.113.9'], proxies).isLoopback).toBe(false);
  });
});
