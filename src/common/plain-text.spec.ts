import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { processorMilliseconds } from '../../test/support/processor-milliseconds.js';
import { plainText } from './plain-text.js';

describe(plainText.name, () => {
  it.each([
    ['colours', '\u001b[1;31mred\u001b[0m', 'red'],
    ['cursor movements', 'a\u001b[2Kb\u001b[10;20Hc', 'abc'],
    ['titles', '\u001b]0;title\u0007shown', 'shown'],
    ['links', '\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\', 'link'],
    ['an unfinished title, which ends with its line', '\u001b]0;title\nshown', '\nshown'],
    ['character sets', '\u001b(Bshown', 'shown'],
    ['an unfinished sequence', 'shown\u001b[', 'shown'],
    ['line ends of Windows', 'a\r\nb\r\r\nc', 'a\nb\nc'],
    ['progress on one line', '10%\r20%\r', '10%\n20%\n'],
    ['control characters', 'a\u0000\u0007\u0008b\u007f\u009bc', 'abc'],
    ['text, tabs and line feeds, which stay', 'Grüße\t🌍\n', 'Grüße\t🌍\n'],
  ])('takes out %s', (_what, printed, shown) => {
    expect(plainText(printed)).toBe(shown);
  });

  it('leaves no control character but tab and line feed, whatever comes', () => {
    const unit = fc.oneof(fc.constantFrom('\u001b', '[', ']', ';', '\u0007', '\\', '\r', '\n', 'm', '0'), fc.string());
    fc.assert(
      fc.property(fc.string({ unit }), (printed) => {
        expect(plainText(printed)).toMatch(/^[^\p{Cc}]*(?:[\t\n][^\p{Cc}]*)*$/u);
      }),
    );
  });

  it.each(['\u001b', '\u001b[', '\u001b]', '\r', '\u001b[0;', '\u001b(', '\u0000'])(
    'takes time in proportion to the length of %j repeated',
    async (piece) => {
      const hostile = piece.repeat(1_000_000);
      expect(await processorMilliseconds(() => plainText(hostile))).toBeLessThan(2_000);
    },
  );
});
