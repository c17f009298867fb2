import { describe, expect, it } from '@jest/globals';
import { readCount, readFlag, readText, readTexts } from './option-values.js';

describe('values of options', () => {
  it('a text is as it was given, and absent where it was not', () => {
    expect(readText({ name: ' a ' }, 'name')).toBe(' a ');
    expect(readText({}, 'name')).toBeUndefined();
  });

  it.each(['', '  '])('%j is refused: a variable of a script may be unset', (value) => {
    expect(() => readText({ name: value }, 'name')).toThrow('--name is empty; give it a value or leave it out.');
  });

  it('a repeated option gives all its texts', () => {
    expect(readTexts({ file: ['a', 'b'] }, 'file')).toEqual(['a', 'b']);
    expect(readTexts({}, 'file')).toEqual([]);
  });

  it('a count is a whole number from 1 on', () => {
    expect(readCount({ limit: '20' }, 'limit')).toBe(20);
    expect(readCount({}, 'limit')).toBeUndefined();
    for (const wrong of ['0', '-1', '1.5', '1e3', 'many', '99999999999']) {
      expect(() => readCount({ limit: wrong }, 'limit')).toThrow('--limit must be a whole number from 1 on');
    }
  });

  it('a flag is set or not', () => {
    expect([readFlag({ yes: true }, 'yes'), readFlag({}, 'yes')]).toEqual([true, false]);
  });
});
