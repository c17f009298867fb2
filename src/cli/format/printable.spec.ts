import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { printable, printableJson, printableLine } from './printable.js';

const hostile = '\u001b[31ma\u001b]52;c;eA==\u0007b\u009bc\u202ed\u2066e\u2069\tf\ng';

describe('printable', () => {
  it('takes out what a terminal obeys, and leaves line feeds and tabs', () => {
    expect(printable(hostile)).toBe('abcde\tf\ng');
    expect(printableLine(hostile)).toBe('abcde f g');
  });

  it('JSON keeps its value, and holds nothing that a terminal obeys', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constant(hostile)), (text) => {
        const json = printableJson(JSON.stringify({ text }));
        expect(JSON.parse(json)).toEqual({ text });
        expect(json).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });
});
