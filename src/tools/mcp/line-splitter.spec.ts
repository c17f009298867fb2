import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { LineSplitter } from './line-splitter.js';

describe('LineSplitter', () => {
  it('gives the same lines however the bytes arrive', () => {
    const line = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll(/[\r\n]/g, ' '));
    fc.assert(
      fc.property(fc.array(line), fc.constantFrom('\n', '\r\n'), fc.integer({ min: 1, max: 5 }), (lines, end, size) => {
        const bytes = Buffer.from(lines.map((each) => each + end).join(''));
        const sut = new LineSplitter(10_000);
        const found: string[] = [];
        for (let at = 0; at < bytes.length; at += size) found.push(...sut.add(bytes.subarray(at, at + size)));
        expect(found).toEqual(lines);
      }),
    );
  });

  it('throws when a line grows too long, also in small pieces', () => {
    const sut = new LineSplitter(10);
    expect(sut.add(Buffer.from('12345\n12345'))).toEqual(['12345']);
    expect(() => sut.add(Buffer.from('678901'))).toThrow('more than 10 bytes');
  });
});
