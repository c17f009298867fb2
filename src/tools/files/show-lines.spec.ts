import { describe, expect, it } from '@jest/globals';
import { maxResultCharacters } from '../execution/limit-output.js';
import { showLines } from './show-lines.js';

function lines(count: number, width = 0): string {
  return Array.from({ length: count }, (_, index) => `${index + 1}`.padEnd(width, '.') + '\n').join('');
}

describe(showLines.name, () => {
  it.each([
    ['a\r\nb\n\n', {}, 'a\nb\n'],
    ['a', { offset: 1, limit: 5 }, 'a'],
    ['', {}, '[the file is empty]'],
    ['1\n2\n3\n4', { offset: 2, limit: 2 }, '2\n3\n[lines 2-3 of 4; go on with offset=4]'],
    ['1\n2\n3\n4', { offset: 3 }, '3\n4'],
    ['1\n2\n3\n4\n', { offset: 4, limit: 1 }, '4'],
  ])('shows of %j with %j', (text, range, expected) => {
    expect(showLines(text, range)).toBe(expected);
  });

  it.each([
    [{}, 2_000],
    [{ limit: 100_000 }, 2_000],
  ])('shows at most 2000 lines with %j and says how to go on', (range, last) => {
    expect(showLines(lines(5_312), range)).toMatch(
      new RegExp(`\n${last}\n\\[lines 1-2000 of 5312; go on with offset=2001\\]$`),
    );
  });

  it('going on by the notices shows every line once, however long lines are', () => {
    const text = lines(1_500, 300);
    let seen = '';
    for (let offset: number | undefined = 1; offset !== undefined;) {
      const shown = showLines(text, { offset });
      expect(shown.length).toBeLessThan(maxResultCharacters);
      const notice = /\n?\[lines .*offset=(\d+)\]$/.exec(shown);
      seen += `${notice ? shown.slice(0, notice.index) : shown}\n`;
      offset = notice ? Number(notice[1]) : undefined;
    }
    expect(seen).toBe(text);
  });

  it('cuts a line that is too long, not in the middle of a character', () => {
    const shown = showLines(`${'x'.repeat(1_999)}🙂${'y'.repeat(5_000)}\nnext`, {});
    expect(shown).toMatch(/^x{1999} \[5002 more characters in this line; .*\]\nnext$/);
  });

  it.each([
    ['a\nb\n', 3, 'There is no line 3: the last line is 2.'],
    ['', 7, 'There is no line 7: the last line is 0.'],
  ])('says of %j that line %d is past the end', (text, offset, message) => {
    expect(() => showLines(text, { offset })).toThrow(message);
  });
});
