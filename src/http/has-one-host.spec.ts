import { describe, expect, it } from '@jest/globals';
import { hasOneHost } from './has-one-host.js';

const asked = (url: string, host: string[], httpVersion = '1.1'): boolean =>
  hasOneHost({ url, headersDistinct: { host }, httpVersion });

describe('hasOneHost', () => {
  it.each([
    ['/v1/models', ['localhost']],
    ['/v1/models?next=http://attacker.example/', ['localhost']],
    ['//attacker.example/v1/models', ['localhost']],
    ['http://localhost:18789/v1/models', ['localhost:18789']],
    ['HTTP://LocalHost:18789', ['localhost:18789']],
    ['http://[::1]:18789/', ['[::1]:18789']],
    ['*', ['localhost']],
  ])('M2: %s with Host %j says it once', (url, host) => {
    expect(asked(url, host)).toBe(true);
  });

  it.each([
    ['/v1/models', []],
    ['/v1/models', ['localhost', 'attacker.example']],
    ['/v1/models', ['localhost', 'localhost']],
    ['http://attacker.example/v1/models', ['localhost']],
    ['http://localhost@attacker.example/', ['localhost']],
    ['http://localhost.attacker.example/', ['localhost']],
    ['http:///v1/models', ['localhost']],
    ['https://attacker.example?', ['localhost']],
  ])('M2: %s with Host %j does not', (url, host) => {
    expect(asked(url, host)).toBe(false);
  });

  it('HTTP/1.0 may leave it out, where the request line has none either', () => {
    expect(asked('/v1/models', [], '1.0')).toBe(true);
    expect(asked('http://attacker.example/v1/models', [], '1.0')).toBe(false);
    expect(asked('/v1/models', ['localhost', 'localhost'], '1.0')).toBe(false);
  });
});
