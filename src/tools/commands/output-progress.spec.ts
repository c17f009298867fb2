import { describe, expect, it } from '@jest/globals';
import { OutputProgress } from './output-progress.js';

function shownOf(pieces: readonly string[]): string[] {
  const shown: string[] = [];
  const sut = new OutputProgress((text) => shown.push(text));
  for (const piece of pieces) sut.append(piece);
  sut.flush();
  return shown;
}

describe(OutputProgress.name, () => {
  it('shows lines as they come, and the rest at the end', () => {
    expect(shownOf(['a', 'b\n', '\u001b[31mc\u001b[0m'])).toEqual(['ab\n', 'c']);
  });

  it('gathers small pieces', () => {
    const shown = shownOf(Array.from({ length: 2_500 }, () => 'x'));
    expect(shown.map((text) => text.length)).toEqual([1_000, 1_000, 500]);
  });

  it('does not go on without end', () => {
    const shown = shownOf(Array.from({ length: 1_000 }, () => `${'x'.repeat(999)}\n`));
    expect(shown.join('')).toHaveLength(50_000);
  });
});
