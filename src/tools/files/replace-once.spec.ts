import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { replaceOnce } from './replace-once.js';

function sut(text: string, oldText: string, newText: string): string {
  return replaceOnce(text, oldText, newText).text;
}

describe(replaceOnce.name, () => {
  it.each(['$&', '$1', '$$', "$'", '$`', '\\n', ''])('puts %j in as it is', (newText) => {
    expect(sut('one two three', 'two', newText)).toBe(`one ${newText} three`);
  });

  it('replaces exactly what is between the places that it tells', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '\n', '\r\n'), maxLength: 8 });
    fc.assert(
      fc.property(word, word, word, (head, tail, newText) => {
        const before = `${head}OLD\nTEXT${tail}`;
        const { text, start, oldEnd, newEnd } = replaceOnce(before, 'OLD\nTEXT', newText);
        expect(before.slice(start, oldEnd)).toBe('OLD\nTEXT');
        expect(text.slice(0, start) + text.slice(newEnd)).toBe(head + tail);
        expect(text.slice(start, newEnd).replaceAll('\r\n', '\n')).toBe(newText.replaceAll('\r\n', '\n'));
      }),
    );
  });

  it.each([
    ['a\r\nb\r\nc\r\n', 'a\nb', 'x\ny', 'x\r\ny\r\nc\r\n'],
    ['a\r\nb\r\nc\r\n', 'a\r\nb', 'x\r\ny', 'x\r\ny\r\nc\r\n'],
    ['a\r\nb\r\nc\r\n', '\nb\n', '\nx\n', 'a\r\nx\r\nc\r\n'],
    ['a\r\nb\r\nc\r\n', 'b', 'x\ny', 'a\r\nx\r\ny\r\nc\r\n'],
    ['a\nb\r\nc\n', 'a\nb\nc', 'x\ny', 'x\ny\n'],
    ['a\nb\n', 'a\r\nb', 'x', 'x\n'],
    ['a\n', 'a', 'x\r\ny', 'x\r\ny\n'],
  ])('keeps the line ends of %j', (text, oldText, newText, expected) => {
    expect(sut(text, oldText, newText)).toBe(expected);
  });

  it.each([
    ['abcabc', 'abc', /occurs 2 times/],
    ['aaa', 'aa', /occurs 2 times/],
    ['a'.repeat(500), 'a', /occurs 100 times or more/],
    ['abc', 'd', /does not occur in the file\. Read the file/],
    ['abc', '', /oldText is empty/],
    ['abc', 'b', /are the same/],
    ['abc', ' \n ', /does not occur/],
  ])('refuses in %j to replace %j', (text, oldText, message) => {
    expect(() => sut(text, oldText, 'b')).toThrow(message);
  });

  it.each([
    ['one\ntwo\n\tif (x)  {\n\t\tgo();\n', 'if (x) {\n  go();', 3],
    ['if (x) {\n', '  if  (x)\t{', 1],
    ['\n\n\na b\r\nc', 'a  b\nc', 4],
  ])('tells the line where %j holds the same in other white space', (text, oldText, line) => {
    expect(() => sut(text, oldText, 'new')).toThrow(`white space from the text at line ${line}:`);
  });
});
