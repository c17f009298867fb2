import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { weaknessOf } from './secret-weakness.js';

describe('weaknessOf', () => {
  it.each([
    ['abc', 'problem', /only 3 characters/],
    ['changeme', 'problem', /first/],
    ['Change-Me-2026!', 'problem', /first/],
    ['PASSWORD1234567890', 'problem', /first/],
    ['YOUR_TOKEN', 'problem', /first/],
    ['test-token', 'problem', /first/],
    ['ninechars', 'warning', /only 9 characters/],
    ['a'.repeat(36), 'problem', /short text/],
    ['aabbaacabbacaabacbaabc', 'problem', /alphabet/],
    ['azaqzazqqzaazqaqzqazaqqz', 'warning', /few characters/],
    ['abcdefghi'.repeat(4), 'problem', /short text/],
    ['abcdefghi'.repeat(4).slice(0, 31), 'problem', /short text/],
    ['0123456789abcdefghij', 'problem', /alphabet/],
    ['zyxwvutsrqponmlkjihg', 'problem', /alphabet/],
  ])('%s can be guessed', (secret, status, what) => {
    expect(weaknessOf(secret)).toEqual({ status, what: expect.stringMatching(what) });
  });

  it('what is random is good, however it is written', () => {
    for (let count = 0; count < 2_000; count += 1) {
      const bytes = randomBytes(32);
      for (const encoding of ['hex', 'base64url'] as const)
        expect(weaknessOf(bytes.toString(encoding))).toBeUndefined();
    }
    expect(weaknessOf('correct-horse-battery-staple')).toBeUndefined();
  });
});
