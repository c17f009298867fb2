import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { longKey, loginCredentials, serviceCredentials } from '../../test/support/long-secrets.js';
import { partsOf as sut } from './fact-parts.js';

describe(sut.name, () => {
  it('takes short secrets and all other facts whole', () => {
    const path = '/srv/canary/'.repeat(50);
    expect(sut('workspace', path)).toEqual({ texts: [path], needed: 1 });
    expect(sut('secret', 'x'.repeat(64))).toEqual({ texts: ['x'.repeat(64)], needed: 1 });
  });

  it.each([
    ['a key', longKey('canary')],
    ['credentials of a service', serviceCredentials('canary')],
    ['a long token', longKey('canary', 2).replaceAll('\n', '').slice(27, 100)],
  ])('of %s, more than half of the parts are enough', (_name, secret) => {
    const { texts, needed } = sut('secret', secret);
    expect(needed).toBe(Math.floor(texts.length / 2) + 1);
    expect(needed).toBeLessThanOrEqual(texts.length);
    expect(texts.join('')).not.toContain('example.com');
  });

  it('leaves out of credentials what everybody has', () => {
    const { texts } = sut('secret', loginCredentials('canary'));
    const others = loginCredentials('other');
    expect(texts.length).toBeGreaterThan(1);
    expect(texts.filter((part) => others.includes(part))).toEqual([]);
  });

  it('needs all parts of what is mostly words', () => {
    const { texts, needed } = sut('secret', 'The quick brown fox jumps over the lazy dog. '.repeat(10));
    expect([texts.length, needed]).toEqual([8, 8]);
  });

  it('gives parts of the text in their order, and no half character', () => {
    const secret = fc.string({ unit: 'binary', minLength: 65, maxLength: 2_000 }).map((text) => text.toWellFormed());
    fc.assert(
      fc.property(secret, (text) => {
        const { texts, needed } = sut('secret', text);
        expect(needed).toBeGreaterThan(0);
        expect(needed).toBeLessThanOrEqual(texts.length);
        let from = 0;
        for (const part of texts) {
          const at = text.indexOf(part, from);
          expect(at).toBeGreaterThanOrEqual(from);
          expect(part.isWellFormed()).toBe(true);
          from = at + part.length;
        }
      }),
    );
  });

  it('looks for no part that nobody sees', () => {
    const { texts, needed } = sut('secret', `${'canary '.repeat(10)}${'\u200b'.repeat(500)}`);
    expect(texts.every((part) => part.includes('canary'))).toBe(true);
    expect(needed).toBe(texts.length);
  });
});
