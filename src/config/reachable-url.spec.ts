import { describe, expect, it } from '@jest/globals';
import { reachableUrl as sut } from './reachable-url.js';

describe('reachableUrl', () => {
  it.each([
    ['127.0.0.1', 'http://127.0.0.1:18789'],
    ['0.0.0.0', 'http://127.0.0.1:18789'],
    ['::', 'http://127.0.0.1:18789'],
    ['::1', 'http://[::1]:18789'],
    ['192.0.2.1', 'http://192.0.2.1:18789'],
  ])('A1: what listens on %s is reached at %s', (host, url) => {
    expect(sut({ host, port: 18_789 })).toBe(url);
  });
});
