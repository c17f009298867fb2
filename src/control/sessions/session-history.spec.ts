import { describe, expect, it } from '@jest/globals';
import { assistant, turn } from '../../../test/support/conversation-factory.js';
import { newestMessages, shownTurns } from './session-history.js';

const turns = ['1', '2', '3'].map((id, index) => turn(id, index === 0 ? null : String(index)));
const long = (id: string, characters: number) => turn(id, null, { visible: assistant('x'.repeat(characters)) });
const texts = (messages: { content: unknown[] }[]): string[] =>
  messages.flatMap(({ content }) => (content as { text: string }[]).map(({ text }) => text));

describe('newestMessages', () => {
  it('has the newest, oldest first', () => {
    expect(texts(newestMessages(turns, 3))).toEqual(['answer 2', 'question 3', 'answer 3']);
    expect(newestMessages(turns, 100)).toHaveLength(6);
    expect(newestMessages([], 10)).toEqual([]);
  });

  it('has fewer where they are long, and the last one in any case', () => {
    const most = newestMessages([long('1', 3_500_000), long('2', 1_000_000)], 100);
    expect(texts(most).map((text) => text.length)).toEqual([10, 1_000_000]);
    expect(newestMessages([long('1', 5_000_000)], 100)).toHaveLength(1);
    expect(JSON.stringify(newestMessages([long('1', 1_900_000), long('2', 1_900_000)], 9)).length).toBeLessThan(
      4_000_000,
    );
  });
});

describe('shownTurns', () => {
  const ids = (shown: { id: string }[]): string[] => shown.map(({ id }) => id);

  it('has the newest, oldest first, each whole', () => {
    expect(ids(shownTurns(turns, 2))).toEqual(['2', '3']);
    const [only] = shownTurns(turns, 1);
    expect(only).toMatchObject({ id: '3', runId: 'run-3', createdAt: 1_000 });
    expect(texts(only.messages)).toEqual(['question 3', 'answer 3']);
  });

  it('goes back from a turn, and has none before the first', () => {
    expect(ids(shownTurns(turns, 2, '3'))).toEqual(['1', '2']);
    expect(ids(shownTurns(turns, 1, '3'))).toEqual(['2']);
    expect(shownTurns(turns, 2, '1')).toEqual([]);
  });

  it('has fewer where they are long, and one in any case', () => {
    const all = [long('1', 2_500_000), long('2', 2_500_000), long('3', 5_000_000)];
    expect(ids(shownTurns(all, 10))).toEqual(['3']);
    expect(ids(shownTurns(all, 10, '3'))).toEqual(['2']);
  });

  it('every turn is on some page, whatever their length', () => {
    const all = Array.from({ length: 9 }, (_, index) => long(String(index), (index % 3) * 1_900_000));
    const seen: string[] = [];
    for (let page = shownTurns(all, 4); page.length > 0; page = shownTurns(all, 4, page[0].id))
      seen.unshift(...ids(page));
    expect(seen).toEqual(ids(all));
  });
});
