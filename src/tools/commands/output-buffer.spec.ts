import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { maxResultCharacters } from '../execution/limit-output.js';
import { OutputBuffer } from './output-buffer.js';

function taken(pieces: readonly string[]): string {
  const sut = new OutputBuffer();
  for (const piece of pieces) sut.append(piece);
  return sut.take();
}

describe(OutputBuffer.name, () => {
  it('gives back what fits, once', () => {
    const sut = new OutputBuffer();
    sut.append('one\n');
    sut.append('two\n');
    expect([sut.take(), sut.take()]).toEqual(['one\ntwo\n', '']);
  });

  it('keeps the beginning and the end, and says how much is left out between', () => {
    const text = taken(['first', 'x'.repeat(100_000), 'last']);
    expect(text).toMatch(/^first(x+)\n\[… (\d+) characters left out …\]\n(x+)last$/);
    const [, before, leftOut, after] = /^first(x+)\n\[… (\d+) .*\]\n(x+)last$/.exec(text) ?? [];
    expect(before.length + Number(leftOut) + after.length).toBe(100_000);
    expect(text.length).toBeLessThan(maxResultCharacters - 200);
  });

  it('holds bounded memory, however much is printed and in whatever pieces', () => {
    const sut = new OutputBuffer();
    const piece = 'y'.repeat(65_536);
    for (let count = 0; count < 1_600; count++) sut.append(piece);
    for (let count = 0; count < 200_000; count++) sut.append('z');
    expect(JSON.stringify(sut).length).toBeLessThan(100_000);
    expect(sut.take()).toContain(`${1_600 * 65_536 + 200_000 - 48_000} characters left out`);
  });

  it('never parts a character', () => {
    const pieces = fc.array(fc.string({ unit: fc.constantFrom('a', '🌍', 'ü'), maxLength: 30_000, size: 'max' }), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(pieces, (given) => {
        expect(taken(given).isWellFormed()).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('shows the same whether text came in one piece or many', () => {
    const text = Array.from({ length: 20_000 }, (_, index) => `${index}\n`).join('');
    const pieces = text.match(/[^]{1,777}/g) ?? [];
    expect(taken(pieces)).toBe(taken([text]));
  });
});
