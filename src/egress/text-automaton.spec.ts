import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { TextAutomaton } from './text-automaton.js';

function hits(words: readonly string[], text: string): [word: number, end: number][] {
  const found: [number, number][] = [];
  new TextAutomaton(words).scan(text, (word, end) => found.push([word, end]));
  return found.sort(([word, end], [otherWord, otherEnd]) => word - otherWord || end - otherEnd);
}

/** What is to be found, by looking at every place for every word. */
function expectedHits(words: readonly string[], text: string): [word: number, end: number][] {
  const lower = text.toLowerCase();
  return words.flatMap((word, index) =>
    Array.from({ length: text.length }, (_, start) => start)
      .filter((start) => lower.startsWith(word.toLowerCase(), start))
      .map((start): [number, number] => [index, start + word.length]),
  );
}

describe(TextAutomaton.name, () => {
  it('G5: finds every occurrence of every word, also within and across each other', () => {
    const letters = fc.constantFrom('a', 'b', 'A', '/', 'ä', 'Ä');
    const word = fc.string({ unit: letters, minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), fc.string({ unit: letters, maxLength: 60 }), (words, text) => {
        expect(hits(words, text)).toEqual(expectedHits(words, text));
      }),
      { numRuns: 500 },
    );
  });

  it('finds nothing without words, and in an empty text', () => {
    expect(hits([], 'anything')).toEqual([]);
    expect(hits(['any'], '')).toEqual([]);
  });

  it.each(['\u{10570}lpha', '\u{10400}', '\u212aelvin', 'Σίσυφος', 'ΣΊΣΥΦΟΣ ς', '1ẞ', 'İx', '１ａ'])(
    'G5: finds %s, whatever becomes of it in lower case',
    (word) => {
      expect(hits([word], `a${word}b`)).toEqual([[0, word.length + 1]]);
    },
  );

  it('G5: finds what has full width, and what is torn by characters that nobody sees, once', () => {
    const sut = new TextAutomaton(['aB1']);
    const text = '-Ａ\u200b\u200bｂ\ufeff1\u200b\u200b-';
    const found: [start: number, end: number][] = [];
    sut.scan(text, (word, end) => found.push([sut.startOf(word, text, end), end]));
    expect(found).toEqual([[1, 7]]);
  });

  it('tells apart what no word has, whatever the code unit', () => {
    expect(hits(['a\u0000b', '\uffff'], 'a\u0000b\uffffa\u0001b')).toEqual([
      [0, 3],
      [1, 4],
    ]);
  });

  it.each([
    ['𐐀', '𐐀'],
    ['\u212a', '\u212a'],
    ['ΟΔΟΣ', 'οδοσ'],
    ['ıi', 'ıI'],
    ['İ', 'İ'],
    ['ſs', 'ſS'],
  ])('finds %j in %j, whatever the rules of its letters about capitals', (word, text) => {
    expect(hits([word], text)).toEqual([[0, text.length]]);
  });
});
