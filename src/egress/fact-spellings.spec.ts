import { describe, expect, it } from '@jest/globals';
import { longKey, loginCredentials, serviceCredentials } from '../../test/support/long-secrets.js';
import { factSpellings as sut } from './fact-spellings.js';
import type { FactKind } from './known-fact.js';

/** Characters of all words that the search is made of: time and memory for making it follow them. */
function charactersFor(value: string, kind: FactKind = 'secret'): number {
  return sut({ kind, value }).reduce((sum, { text }) => sum + text.length, 0);
}

/** Of a longer secret no more is searched for. */
const mostSearched = 256;

describe(sut.name, () => {
  it.each([
    ['a key of 2 kB', longKey('canary', 30)],
    ['a key of 16 kB', longKey('canary', 250)],
    ['credentials of 2 kB', serviceCredentials('canary')],
    ['credentials of 64 kB', JSON.stringify(Array.from({ length: 30 }, (_, key) => serviceCredentials(`${key}`)))],
    ['credentials that are mostly addresses', loginCredentials('canary')],
  ])('G5: %s cost no more than 20 characters for each of 256', (_name, value) => {
    expect(charactersFor(value)).toBeLessThanOrEqual(20 * mostSearched);
  });

  it.each([1, 4, 16])('G5: %i kB of words cost no more than 200 characters for each of 256', (kilobytes) => {
    const words = 'canary words and spaces, '.repeat(Math.ceil((kilobytes * 1024) / 25));
    expect(charactersFor(words)).toBeLessThanOrEqual(200 * mostSearched);
  });

  const nastiest = [
    'a ',
    '" ',
    '/ ',
    'é" /',
    'é /e\u0301"',
    '漢 ',
    '%& ',
    '\\ ',
    ' ',
    '"/',
    '𐐀 /',
    'x/é&" \n',
    `${' '.repeat(60)}é/"`,
  ];

  it.each(nastiest)('G5: no secret made of %j costs more than 4,000 characters for each of 256', (unit) => {
    for (const length of [64, 65, 300, 4_000]) {
      const value = unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
      expect(charactersFor(value)).toBeLessThanOrEqual(4_000 * mostSearched);
    }
  });

  it.each(['a ', 'ab/c d', 'x/é ', '"/'])(
    'G5: a path of so many %j costs at most in proportion to its length',
    (unit) => {
      const path = unit.repeat(150);
      expect(charactersFor(path.repeat(4), 'workspace')).toBeLessThanOrEqual(5 * charactersFor(path, 'workspace'));
    },
  );
});
