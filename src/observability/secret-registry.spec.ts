import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { processorMilliseconds } from '../../test/support/processor-milliseconds.js';
import { redacted } from '../common/redacted.js';
import { SecretRegistry } from './secret-registry.js';

const secret = 'not-a-real/key+"ü\\ 42';

function registryOf(...secrets: string[]): SecretRegistry {
  const sut = new SecretRegistry();
  sut.register(secrets);
  return sut;
}

describe('SecretRegistry', () => {
  it('returns the text itself while nothing is registered or nothing matches', () => {
    expect(new SecretRegistry().mask('hello')).toBe('hello');
    expect(registryOf('test-token').mask('hello test token')).toBe('hello test token');
  });

  it.each([
    ['as is', secret],
    ['in JSON', JSON.stringify({ key: secret })],
    ['in JSON in JSON', JSON.stringify({ body: JSON.stringify({ key: secret }) })],
    ['percent-encoded', `https://example.test/?key=${encodeURIComponent(secret)}`],
    ['percent-encoded in lower case', encodeURIComponent(secret).replace(/%../g, (escape) => escape.toLowerCase())],
  ])('C5: masks a secret %s', (_name, text) => {
    const masked = registryOf(secret).mask(text);
    expect(masked).toContain(redacted);
    expect(masked).not.toMatch(/real|key\+|key%2/i);
  });

  it('C5: masks base64 and base64url of a longer text, whatever stands around the secret', () => {
    const around = fc.string({ maxLength: 12 });
    const encoding = fc.constantFrom('base64' as const, 'base64url' as const);
    const secrets = fc.string({ minLength: 8, maxLength: 40, unit: 'grapheme' });
    fc.assert(
      fc.property(around, secrets, around, encoding, (before, value, after, form) => {
        const text = Buffer.from(before + value + after).toString(form);
        expect(registryOf(value).mask(text)).toContain(redacted);
      }),
    );
  });

  it('C5: masks every occurrence, and a secret that begins with another one whole', () => {
    const sut = registryOf('test-token', 'test-token-longer');
    expect(sut.mask('a test-token-longer b test-token c test-token')).toBe(`a ${redacted} b ${redacted} c ${redacted}`);
  });

  it('C5: takes characters that mean something in a pattern literally', () => {
    const odd = '.*+?^${}()|[]\\/-a';
    expect(registryOf(odd).mask(`x${odd}y`)).toBe(`x${redacted}y`);
    expect(registryOf('......').mask('abcdefgh')).toBe('abcdefgh');
  });

  it('A7: still masks a secret that was rotated out', () => {
    const sut = registryOf('first-test-token');
    sut.register(['second-test-token']);
    expect(sut.mask('first-test-token second-test-token')).toBe(`${redacted} ${redacted}`);
  });

  it('leaves ordinary words alone that somebody uses as a key', () => {
    const text = 'ollama/llama3.3 on a test, none, EMPTY';
    expect(registryOf('ollama', 'Ollama', 'test', 'none', 'EMPTY', '').mask(text)).toBe(text);
  });

  it('C5: a masked JSON line is still JSON', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 6 }), fc.string(), (value, text) => {
        const line = JSON.stringify({ note: `${text}${value}${text}` });
        expect(() => JSON.parse(registryOf(`key-${value}`).mask(line)) as unknown).not.toThrow();
      }),
    );
  });

  it('takes time in proportion to the text', async () => {
    const sut = registryOf(...Array.from({ length: 20 }, (_, index) => `sk-test-${'a'.repeat(40)}-${index}`));
    const hostile = `sk-test-${'a'.repeat(39)}`.repeat(20_000);
    let masked = '';
    expect(await processorMilliseconds(() => (masked = sut.mask(hostile)))).toBeLessThan(2_000);
    expect(masked === hostile).toBe(true);
  });

  it('accepts text that is no well-formed Unicode', () => {
    expect(registryOf('broken-\ud800-key').mask('x broken-\ud800-key')).toBe(`x ${redacted}`);
  });
});
