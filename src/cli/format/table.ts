import type { Terminal } from '../terminal.js';
import { printableLine } from './printable.js';

/** Rows in columns under their heads, a line each; nothing where there is no row. */
export function tableLines(
  terminal: Terminal,
  heads: readonly string[],
  rows: readonly (readonly string[])[],
): string[] {
  if (rows.length === 0) return [];
  const cells = rows.map((row) => row.map(printableLine));
  const widths = heads.map((head, column) => Math.max(head.length, ...cells.map((row) => row[column]?.length ?? 0)));
  const inColumns = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [terminal.styled('dim', inColumns(heads)), ...cells.map(inColumns)];
}

/** Prints rows in columns; nothing where there is no row. */
export function printTable(terminal: Terminal, heads: readonly string[], rows: readonly (readonly string[])[]): void {
  for (const line of tableLines(terminal, heads, rows)) terminal.line(line);
}
