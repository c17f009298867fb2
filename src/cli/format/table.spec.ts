import { describe, expect, it } from '@jest/globals';
import { capturedTerminal } from '../../../test/support/captured-terminal.js';
import { tableLines } from './table.js';

describe('tableLines', () => {
  const { terminal } = capturedTerminal();

  it('puts cells below their heads, without spaces at the end', () => {
    expect(
      tableLines(
        terminal,
        ['ID', 'NAME', ''],
        [
          ['a', 'A long name', 'default'],
          ['longer', '', ''],
        ],
      ),
    ).toEqual(['ID      NAME', 'a       A long name  default', 'longer']);
  });

  it('is nothing without rows', () => {
    expect(tableLines(terminal, ['ID'], [])).toEqual([]);
  });

  it('keeps a hostile cell in its line and without power over the terminal', () => {
    expect(tableLines(terminal, ['ID'], [['a\nb\u001b[2Jc\u001b]0;title\u0007d']])).toEqual(['ID', 'a bcd']);
  });
});
