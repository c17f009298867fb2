import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { closeReason } from './close-codes.js';

describe('closeReason', () => {
  it('leaves a short text as it is', () => {
    expect(closeReason('slow consumer')).toBe('slow consumer');
    expect(closeReason('')).toBe('');
  });

  it('cuts between characters, not within one', () => {
    expect(closeReason('x'.repeat(200))).toBe('x'.repeat(123));
    expect(closeReason('ü'.repeat(100))).toBe('ü'.repeat(61));
    expect(Buffer.byteLength(closeReason('🙂'.repeat(100)))).toBeLessThanOrEqual(123);
  });

  it('of any text is well-formed, fits into a close frame, and is the text where that fits', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const reason = closeReason(text);
        expect(Buffer.byteLength(reason)).toBeLessThanOrEqual(123);
        expect(reason.isWellFormed()).toBe(true);
        if (text.isWellFormed() && Buffer.byteLength(text) <= 123) expect(reason).toBe(text);
      }),
    );
  });

  it('of a text with half a character is well-formed as well', () => {
    const half = fc.constantFrom('\ud800', '\udc00', 'a', '🙂');
    fc.assert(
      fc.property(fc.array(half, { maxLength: 200 }), (parts) => {
        const reason = closeReason(parts.join(''));
        expect(reason.isWellFormed()).toBe(true);
        expect(Buffer.byteLength(reason)).toBeLessThanOrEqual(123);
      }),
    );
  });
});
