import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bytesFor, decodeStart } from './read-utf8.js';

describe(decodeStart.name, () => {
  it('gives the start of any text, splitting no character, however long the file is', () => {
    const text = fc.string({ unit: 'binary', maxLength: 60 });
    fc.assert(
      fc.property(text, fc.nat(40), (whole, maxCharacters) => {
        const bytes = new TextEncoder().encode(whole);
        const read = bytes.subarray(0, bytesFor(maxCharacters));

        const start = decodeStart(read, read.length < bytesFor(maxCharacters), maxCharacters);

        const expected = whole.replace(/^\ufeff/, '');
        expect(start.text.length).toBeLessThanOrEqual(maxCharacters);
        expect(start.text.isWellFormed()).toBe(true);
        expect(expected.startsWith(start.text)).toBe(true);
        expect(start.text.length).toBeGreaterThanOrEqual(Math.min(expected.length, maxCharacters) - 1);
        expect(start.truncated).toBe(start.text !== expected);
      }),
    );
  });

  it('replaces bytes that are no UTF-8', () => {
    expect(decodeStart(Uint8Array.of(0x61, 0xff, 0x62), true, 10)).toEqual({ text: 'a\ufffdb', truncated: false });
  });
});
