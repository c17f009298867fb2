import { beforeEach, describe, expect, it } from '@jest/globals';
import { FailureLines } from './failure-lines.js';

describe(FailureLines.name, () => {
  let sut: FailureLines;

  beforeEach(() => {
    sut = new FailureLines();
  });

  /** How many of the failures of so many sources, each as often, have a line of their own. */
  function linesOf(sources: number, times: number): number {
    let lines = 0;
    for (let time = 0; time < times; time += 1)
      for (let source = 0; source < sources; source += 1) if (sut.admits(`192.0.2.${source}`)) lines += 1;
    return lines;
  }

  it('M3: a source has ten lines, and all together have two hundred, however they share them', () => {
    expect(linesOf(1, 50)).toBe(10);
    sut.settle();
    expect(linesOf(20, 50)).toBe(200);
    sut.settle();
    expect(linesOf(150, 9)).toBe(200);
  });

  it('M3: counts what has no line by its source, which begins anew with the next minute', () => {
    expect(linesOf(30, 10)).toBe(200);
    const counted = sut.settle();
    expect(counted).toHaveLength(30);
    expect(counted.reduce((sum, { count }) => sum + count, 0)).toBe(100);
    expect(counted[0]).toMatchObject({ source: expect.stringMatching(/^192\.0\.2\./) });
    expect([sut.settle(), linesOf(1, 1)]).toEqual([[], 1]);
  });

  it('M3: beyond two hundred sources the others are counted together', () => {
    expect(linesOf(250, 1)).toBe(200);
    expect(sut.settle()).toEqual([{ count: 50 }]);
  });
});
