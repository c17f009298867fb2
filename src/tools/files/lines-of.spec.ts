import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { countLines, linesOf } from './lines-of.js';

describe(linesOf.name, () => {
  it.each([
    ['', []],
    ['\n', ['']],
    ['a', ['a']],
    ['a\n', ['a']],
    ['a\r\nb\rc\r\n\r\n', ['a', 'b\rc', '']],
    ['\r\n', ['']],
    ['a\r', ['a\r']],
  ])('takes %j as %j', (text, lines) => {
    expect([...linesOf(text)]).toEqual(lines);
  });

  it('gives as many lines as are counted', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '\n', '\r') }), (text) => {
        expect([...linesOf(text)]).toHaveLength(countLines(text));
      }),
    );
  });
});
