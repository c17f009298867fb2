import { isJsonObject } from '../../common/json.js';
import { printableLine } from '../format/printable.js';
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

/** A line of the log for people: time, level, where, what, and the rest as `name=value`. What is no JSON stays as it is. */
export function toLogLine(line: string, terminal: Terminal): string {
  const record = parse(line);
  if (!isJsonObject(record)) return printableLine(line);
  const rest = Object.entries(record).filter(([name]) => !placed.has(name));
  const parts = [
    terminal.styled('dim', timeOf(record['time'])),
    levelOf(record['level'], terminal),
    printableLine(textOf(record['context'])),
    printableLine(textOf(record['msg'])),
    ...rest.map(([name, value]) => terminal.styled('dim', printableLine(`${name}=${inWords(value)}`))),
  ];
  return parts.filter((part) => part !== '').join(' ');
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
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

function inWords(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
