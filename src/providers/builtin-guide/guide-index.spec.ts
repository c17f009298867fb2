import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { guidePages } from '../../../test/support/guide-fixtures.js';
import { GuideIndex } from './guide-index.js';
import { passagesOf } from './guide-passages.js';

describe(GuideIndex.name, () => {
  const sut = new GuideIndex(guidePages.flatMap(passagesOf));
  const best = (question: string) =>
    sut.search(question, 1).map(({ page, headings }) => [page, ...headings].join(' > '));

  it.each([
    ['How do I start the gateway?', 'README.md > Quick start'],
    ['What does publicMode do?', 'docs/security.md > Public agents'],
    ['what is public mode', 'docs/security.md > Public agents'],
    ['sandboxes', 'docs/security.md > Public agents > Limits'],
    ['connecting to ollama', 'README.md > Connect Ollama'],
    ['retry-after 429', 'docs/security.md > Rate limit'],
  ])('answers %j from %s', (question, place) => {
    expect(best(question)).toEqual([place]);
  });

  it('takes a passage with most of the words where none has all', () => {
    expect(best('failures answered with 429 yesterday')).toEqual(['docs/security.md > Rate limit']);
  });

  it('does not answer from a passage with few of the words, but knows it as near', () => {
    expect(sut.search('write a poem about ollama and the sea', 3)).toEqual([]);
    expect(sut.nearest('write a poem about ollama and the sea', 3)).toEqual([
      expect.objectContaining({ headings: ['Connect Ollama'] }),
    ]);
  });

  it.each(['What is 2+2?', 'what is 12 * 12', 'x?'])('has no answer to %j, and has one to a status', (question) => {
    const text = 'It holds 2 and 12 of x, with status 429.';
    const index = new GuideIndex([{ page: 'docs/a.md', title: 'A', headings: [], text }]);
    expect(index.search(question, 1)).toEqual([]);
    expect(index.search('429?', 1)).toHaveLength(1);
  });

  it('ranks a heading above a mention', () => {
    const page = { page: 'docs/a.md', title: 'A' };
    const mention = { ...page, headings: ['Other'], text: 'Something on streaming here.' };
    const heading = { ...page, headings: ['Streaming'], text: 'Set a flag, and words come one by one.' };

    expect(new GuideIndex([mention, heading]).search('streaming', 2)).toEqual([heading, mention]);
  });

  it('puts a heading that asks just that first, and takes synonyms for one word', () => {
    const page = { page: 'docs/a.md', title: 'A' };
    const mention = { ...page, headings: ['Stop the gateway at night'], text: 'Stop the gateway, stop the gateway.' };
    const exact = { ...page, headings: ['Stop the gateway'], text: 'Press a key.' };
    const index = new GuideIndex([mention, exact]);

    for (const question of ['How do I stop the gateway?', 'quit the gateway', 'exit gateway']) {
      expect(index.search(question, 2)).toEqual([exact, mention]);
    }
  });

  it('finds nothing without passages or without telling words', () => {
    expect(new GuideIndex([]).search('streaming', 3)).toEqual([]);
    expect(sut.search('what is it', 3)).toEqual([]);
    expect(sut.nearest('', 3)).toEqual([]);
  });

  it.each([
    '"',
    "'; DROP TABLE passages; --",
    'a AND OR NOT (',
    'title:x*',
    'NEAR(a b)',
    '^a',
    '\0',
    '\ud800',
    '-',
    '{a b}:c',
  ])('takes %j as words, not as syntax', (question) => {
    expect(() => sut.search(question, 3)).not.toThrow();
    expect(best('sandboxes')).toEqual(['docs/security.md > Public agents > Limits']);
  });

  it('never fails, whatever is asked', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme' }),
      fc.string({ maxLength: 400 }),
    );
    fc.assert(
      fc.property(anything, fc.constantFrom('', ' gateway', 'ollama '), (text, word) => {
        expect(sut.search(text + word, 3).length).toBeLessThanOrEqual(3);
        expect(sut.nearest(word + text, 3).length).toBeLessThanOrEqual(3);
      }),
      { numRuns: 500 },
    );
  });

  it('is of no use once it is closed', () => {
    const closed = new GuideIndex(guidePages.flatMap(passagesOf));
    closed.close();
    expect(() => closed.search('How do I start the gateway?', 1)).toThrow();
  });
});
