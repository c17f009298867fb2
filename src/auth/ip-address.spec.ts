import { describe, expect, it } from '@jest/globals';
import { canonicalAddress, isLoopbackAddress } from './ip-address.js';

describe('canonicalAddress', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::FFFF:192.0.2.7', '192.0.2.7'],
    ['::ffff:c000:207', '192.0.2.7'],
    ['0:0:0:0:0:ffff:192.0.2.7', '192.0.2.7'],
    ['0000:0000:0000:0000:0000:FFFF:C000:0207', '192.0.2.7'],
    ['::ffff:192.0.2.7%eth0', '192.0.2.7'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['2001:0db8::0001', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['0:0:0:0:0:0:0:1', '::1'],
  ])('D4: writes %s as %s', (text, expected) => {
    expect(canonicalAddress(text)).toBe(expected);
  });

  it.each(['', 'localhost', '192.0.2', '192.0.2.256', '192.0.2.07', '1:2:3', '::1::', '192.0.2.7:80', '[::1]'])(
    'D4: takes %j for no address',
    (text) => {
      expect(canonicalAddress(text)).toBeUndefined();
    },
  );

  it('D4: a socket without an address has none', () => {
    expect(canonicalAddress(undefined)).toBeUndefined();
  });
});

describe('isLoopbackAddress', () => {
  it.each([
    ['127.0.0.1', true],
    ['127.9.9.9', true],
    ['::1', true],
    ['128.0.0.1', false],
    ['::2', false],
    ['127.evil.example', false],
  ])('%s: %s', (address, expected) => {
    expect(isLoopbackAddress(address)).toBe(expected);
  });
});
