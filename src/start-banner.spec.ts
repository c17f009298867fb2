import { describe, expect, it } from '@jest/globals';
import { urlOf } from './start-banner.js';

describe('urlOf', () => {
  it.each([
    ['127.0.0.1', 'http://127.0.0.1:18789'],
    ['0.0.0.0', 'http://127.0.0.1:18789'],
    ['::', 'http://127.0.0.1:18789'],
    ['::1', 'http://[::1]:18789'],
    ['192.0.2.1', 'http://192.0.2.1:18789'],
  ])('A1: what listens on %s is reached at %s', (address, url) => {
    expect(urlOf({ address, port: 18_789, family: address.includes(':') ? 'IPv6' : 'IPv4' })).toBe(url);
  });
});
