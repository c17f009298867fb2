import { printableLine } from '../format/printable.js';
import { recordLine } from '../format/record-line.js';
import { numberOf, textOf } from '../read-payload.js';
import type { Style, Terminal } from '../terminal.js';

const levels: readonly (readonly [atLeast: number, name: string, style: Style])[] = [
  [60, 'fatal', 'red'],
  [50, 'error', 'red'],
  [40, 'warn', 'yellow'],
  [30, 'info', 'green'],
  [20, 'debug', 'dim'],
  [0, 'trace', 'dim'],
];

/** Members that have their place in the line, or are the same in all lines. */
const placed = new Set(['level', 'time', 'msg', 'context', 'pid', 'hostname']);

/** A line of the log for people: time, level, where, what, and the rest. */
export function toLogLine(line: string, terminal: Terminal): string {
  return recordLine(line, terminal, {
    placed,
    lead: ({ time, level, context, msg }) => [
      terminal.styled('dim', timeOf(time)),
      levelOf(level, terminal),
      printableLine(textOf(context)),
      printableLine(textOf(msg)),
    ],
  });
}

function timeOf(time: unknown): string {
  const date = new Date(typeof time === 'string' || typeof time === 'number' ? time : Number.NaN);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}

function levelOf(level: unknown, terminal: Terminal): string {
  const known = levels.find(([atLeast, name]) =>
    typeof level === 'string' ? name === level : numberOf(level) >= atLeast,
  );
  if (known === undefined) return printableLine(String(level));
  const [, name, style] = known;
  return terminal.styled(style, name.padEnd(5));
}
