import { describe, expect, it } from '@jest/globals';
import { capturedTerminal } from '../../../test/support/captured-terminal.js';
import { toLogLine } from './to-log-line.js';

describe('toLogLine', () => {
  const { terminal } = capturedTerminal();
  const sut = (line: string) => toLogLine(line, terminal);

  it('puts time, level, place and message first, then the rest', () => {
    const line = { level: 'warn', time: '2026-01-01T00:00:00.000Z', context: 'Runs', msg: 'slow', ms: 5, ids: ['a'] };
    expect(sut(JSON.stringify(line))).toBe('2026-01-01T00:00:00.000Z warn  Runs slow ms=5 ids=["a"]');
  });

  it('knows levels by their numbers too', () => {
    expect(sut('{"level":50,"time":0,"msg":"m"}')).toBe('1970-01-01T00:00:00.000Z error m');
    expect(sut('{"level":"odd","msg":"m"}')).toBe('odd m');
  });

  it.each(['no JSON', '{', '[1]', '""', 'null'])('%j stays as it is', (line) => {
    expect(sut(line)).toBe(line);
  });

  it('gives what was logged no power over the terminal', () => {
    expect(sut(JSON.stringify({ level: 'info', msg: 'a\u001b[31mb\nc' }))).toBe('info  ab c');
    expect(sut('\u001b[2Jplain')).toBe('plain');
  });
});
