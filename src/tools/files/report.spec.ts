import { describe, expect, it } from '@jest/globals';
import { maxResultCharacters } from '../execution/limit-output.js';
import { Report } from './report.js';
import { shownPath } from './shown-path.js';

describe(Report.name, () => {
  it('takes lines until there is no room, and notices nevertheless', () => {
    const sut = new Report(2);
    expect([sut.add('a'), sut.add('b'), sut.add('c')]).toEqual([true, true, false]);
    sut.notice('more');
    expect(sut.text('nothing')).toBe('a\nb\n[more]');
  });

  it('says so when there is nothing', () => {
    const sut = new Report(2);
    sut.notice('one was too large');
    expect(sut.text('No matches.')).toBe('No matches.\n[one was too large]');
  });

  it('stays within what one result may put before the model', () => {
    const sut = new Report(100_000);
    while (sut.add('x'.repeat(1_000)));
    sut.notice('more');
    const { length } = sut.text('');
    expect(length).toBeGreaterThan(maxResultCharacters * 0.9);
    expect(length).toBeLessThan(maxResultCharacters);
  });
});

describe(shownPath.name, () => {
  it.each([
    ['src/a b.ts', 'src/a b.ts'],
    ['grün/日本', 'grün/日本'],
    ['a\nb', '"a\\nb"'],
    ['a\u2028b', '"a\u2028b"'],
  ])('shows %j on one line', (path, shown) => {
    expect(shownPath(path)).toBe(shown);
  });
});
