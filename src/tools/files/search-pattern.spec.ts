import { describe, expect, it } from '@jest/globals';
import { processorMilliseconds } from '../../../test/support/processor-milliseconds.js';
import { SearchPattern } from './search-pattern.js';

describe(SearchPattern.name, () => {
  it.each([
    ['a(b', /missing closing \): `a\(b`/],
    ['[z-a]', /invalid character class range: `z-a`/],
    ['(?=x)', /unsupported Perl syntax: `\(\?=`/],
    ['(a)\\1', /invalid escape sequence: `\\1`/],
    ['a**', /invalid nested repetition operator: `\*\*`/],
    ['x{1001}', /invalid repeat count/],
    ['((a{100}){100}){100}', /invalid repeat count/],
    ['', /is empty/],
    ['a'.repeat(2_001), /too long/],
    ['(abc?){999}', /too large/],
  ])('says what is wrong with %s', (pattern, message) => {
    expect(() => SearchPattern.compile(pattern, false)).toThrow(message);
  });

  it('ignores case only when told to', () => {
    expect(SearchPattern.compile('größe', true).matches('GRÖSSE GRÖßE')).toBe(true);
    expect(SearchPattern.compile('größe', false).matches('GRÖßE')).toBe(false);
  });

  it.each(['(a+)+$', '(a|aa)+$', '(a|a?)+b$', '(.*a){20}$', '(x+x+)+y', '[ab]*a[ab]{20}c', '\\pL{1,900}\\B\\d'])(
    'has an answer for %s in bounded time, however long the line is',
    async (pattern) => {
      const sut = SearchPattern.compile(pattern, false);
      expect(sut.matches(`${'a'.repeat(1_900)}!`)).toBe(false);
      const long = `${'a'.repeat(5_000_000)}!`;
      expect(await processorMilliseconds(() => sut.matches(long))).toBeLessThan(5_000);
    },
  );

  it('counts the lines that it did not search as a whole', () => {
    const sut = SearchPattern.compile('end', false);
    expect(sut.matches('the end')).toBe(true);
    expect(sut.linesCut).toBe(0);
    expect(sut.matches(`${' '.repeat(5_000_000)}end`)).toBe(false);
    expect(sut.linesCut).toBe(1);
  });

  it('shows of a long line the part with the match, in whole characters', () => {
    const sut = SearchPattern.compile('needle', false);
    const shown = sut.excerpt(`${'🙂'.repeat(10_001)}x needle ${'🙂'.repeat(10_000)}`);
    expect(shown).toMatch(/^… .*needle.* …$/u);
    expect(shown.length).toBeLessThan(520);
    expect(shown.isWellFormed()).toBe(true);
    expect(sut.excerpt('y'.repeat(501))).toBe(`${'y'.repeat(500)} …`);
    expect(sut.excerpt('short needle')).toBe('short needle');
  });
});
