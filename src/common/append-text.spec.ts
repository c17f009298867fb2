import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { collectGarbage } from '../../test/support/collect-garbage.js';
import { appendText as sut } from './append-text.js';

function put(pieces: readonly string[]): string {
  return pieces.reduce((text, piece) => sut(text, piece), '');
}

/** Bytes of the heap that what `make` gives takes. */
function bytesOf(make: () => unknown): number {
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  const kept = [make()];
  collectGarbage();
  const bytes = process.memoryUsage().heapUsed - before;
  return kept.length > 0 ? bytes : 0;
}

describe('appendText', () => {
  it('is the sum of all pieces, whatever they are', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.string({ minLength: 900, maxLength: 3_000 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        expect(put(pieces)).toBe(pieces.join(''));
      }),
    );
  });

  it('keeps half a character for the other half', () => {
    expect(put(['a'.repeat(1_023), '\ud83d', '\ude00'])).toBe(`${'a'.repeat(1_023)}😀`);
  });

  it('a text of many small pieces takes little more room than its characters', () => {
    const texts = 20;
    const pieces = Array.from({ length: 50_000 }, () => 'x ');
    const bytes = bytesOf(() => Array.from({ length: texts }, () => put(pieces)));
    expect(bytes / texts).toBeLessThan(3 * 2 * pieces.length);
  });

  it('a text of large pieces, which are kept elsewhere, is no second copy of them', () => {
    const pieces = Array.from({ length: 100 }, (_, index) => String(index).repeat(50_000));
    const bytes = bytesOf(() => put(pieces));
    expect(pieces).toHaveLength(100);
    expect(bytes).toBeLessThan(100_000);
  });
});
