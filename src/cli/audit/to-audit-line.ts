import { isJsonObject } from '../../common/json.js';
import { printableLine } from '../format/printable.js';
import { textOf } from '../read-payload.js';
import type { Terminal } from '../terminal.js';

/** Members that have their place in the line, or are for the check of the chain alone. */
const placed = new Set(['seq', 'time', 'kind', 'prev', 'hash']);

/** A line of the audit log for people: time, kind, and the rest as `name=value`. What is no JSON stays as it is. */
export function toAuditLine(line: string, terminal: Terminal): string {
  const record = parse(line);
  if (!isJsonObject(record)) return printableLine(line);
  const rest = Object.entries(record).filter(([name]) => !placed.has(name));
  const parts = [
    terminal.styled('dim', printableLine(textOf(record['time']))),
    printableLine(textOf(record['kind'])),
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

function inWords(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
