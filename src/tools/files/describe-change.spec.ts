import { describe, expect, it } from '@jest/globals';
import { applyPatch } from 'diff';
import * as fc from 'fast-check';
import { processorMilliseconds } from '../../../test/support/processor-milliseconds.js';
import { describeChange } from './describe-change.js';
import { replaceOnce } from './replace-once.js';

function sut(before: string, oldText: string, newText: string): string {
  const { text, ...place } = replaceOnce(before, oldText, newText);
  return describeChange({ before, after: text, ...place });
}

const numbers = Array.from({ length: 100 }, (_, index) => `line ${index + 1}\n`).join('');

describe(describeChange.name, () => {
  it('shows the change with three lines around it', () => {
    expect(sut(numbers, 'line 50\n', 'line fifty\nand a half\n')).toBe(
      [
        '@@ -47,7 +47,8 @@',
        ' line 47',
        ' line 48',
        ' line 49',
        '-line 50',
        '+line fifty',
        '+and a half',
        ' line 51',
        ' line 52',
        ' line 53',
      ].join('\n'),
    );
  });

  it('is a diff that leads from the one text to the other', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', ''), { maxLength: 12 }).map((parts) => parts.join('\n'));
    const end = fc.constantFrom('', '\n', '\nx', '\nx\n', 'y\nz');
    fc.assert(
      fc.property(lines, lines, lines, end, (head, tail, newText, last) => {
        const before = `${head}OLD\nTEXT${tail}${last}`;
        const after = `${head}${newText}${tail}${last}`;
        expect(applyPatch(before, sut(before, 'OLD\nTEXT', newText))).toBe(after);
      }),
      { numRuns: 1_000 },
    );
  });

  it('stays short for a large change', () => {
    const large = Array.from({ length: 900 }, (_, index) => `new ${index}\n`).join('');
    const shown = sut(numbers, 'line 50\n', large);
    expect(shown.length).toBeLessThan(5_000);
    expect(shown).toMatch(/\n\[the diff goes on\]$/);
  });

  it('does not look long for the difference of two texts that have nothing in common', async () => {
    const many = (word: string): string => Array.from({ length: 20_000 }, (_, index) => `${word} ${index}\n`).join('');
    const spent = await processorMilliseconds(() => {
      expect(sut(many('old'), many('old'), many('new'))).toBe('[the change is too large to show]');
    });
    expect(spent).toBeLessThan(5_000);
  });

  it('keeps Windows line ends out of the diff', () => {
    expect(sut('a\r\nb\r\n', 'a', 'c')).toBe('@@ -1,2 +1,2 @@\n-a\n+c\n b');
  });
});
