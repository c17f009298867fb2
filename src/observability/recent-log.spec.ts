import { beforeEach, describe, expect, it } from '@jest/globals';
import { RecentLog } from './recent-log.js';

describe(RecentLog.name, () => {
  let sut: RecentLog;

  beforeEach(() => {
    sut = new RecentLog();
  });

  function push(count: number, first = 0): void {
    for (let line = first; line < first + count; line++) sut.push(`line ${line}\n`);
  }

  it('is empty at first', () => {
    expect(sut.tail(10)).toEqual({ lines: [], cursor: 0, truncated: false });
    expect(sut.tail(10, 5)).toEqual({ lines: [], cursor: 0, truncated: false });
  });

  it('gives the newest lines without their breaks, oldest first', () => {
    push(5);
    expect(sut.tail(2)).toEqual({ lines: ['line 3', 'line 4'], cursor: 5, truncated: false });
    expect(sut.tail(99).lines).toHaveLength(5);
  });

  it('goes on from a cursor, and says where it left something out', () => {
    push(3);
    const { cursor } = sut.tail(10);
    expect(sut.tail(10, cursor)).toEqual({ lines: [], cursor: 3, truncated: false });
    push(4, 3);
    expect(sut.tail(10, cursor)).toEqual({
      lines: ['line 3', 'line 4', 'line 5', 'line 6'],
      cursor: 7,
      truncated: false,
    });
    expect(sut.tail(2, cursor)).toEqual({ lines: ['line 5', 'line 6'], cursor: 7, truncated: true });
  });

  it('remembers at least the last 1,000 lines and at most 2,000', () => {
    push(10_000);
    const { lines, cursor } = sut.tail(5_000);
    expect(cursor).toBe(10_000);
    expect(lines.length).toBeGreaterThanOrEqual(1_000);
    expect(lines.length).toBeLessThanOrEqual(2_000);
    expect(lines.at(-1)).toBe('line 9999');
    expect(sut.tail(5_000, 0).truncated).toBe(true);
  });

  it('is bounded also where lines are long, and one line alone is too long', () => {
    for (let count = 0; count < 50; count++) sut.push('x'.repeat(100_000));
    const kept = sut.tail(5_000).lines.reduce((sum, line) => sum + line.length, 0);
    expect(kept).toBeLessThanOrEqual(1_000_000);
    for (let count = 0; count < 8; count++) sut.push('y'.repeat(2_000_000));
    expect(sut.tail(5_000).lines).toEqual([]);
    push(1);
    expect(sut.tail(5_000)).toMatchObject({ lines: ['line 0'], cursor: 59 });
  });
});
