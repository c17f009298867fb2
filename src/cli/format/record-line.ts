import { type JsonObject, isJsonObject, tryParseJson } from '../../common/json.js';
import type { Terminal } from '../terminal.js';
import { printableLine } from './printable.js';

export interface RecordLayout {
  /** Members that have their place in the line, or none. */
  placed: ReadonlySet<string>;
  /** What stands first; empty texts are left out. */
  lead: (record: JsonObject) => readonly string[];
}

/** A line of JSON for people: its lead, and the rest as `name=value`. What is no JSON stays as it is. */
export function recordLine(line: string, terminal: Terminal, { placed, lead }: RecordLayout): string {
  const record = tryParseJson(line);
  if (!isJsonObject(record)) return printableLine(line);
  const rest = Object.entries(record).filter(([name]) => !placed.has(name));
  const parts = [
    ...lead(record),
    ...rest.map(([name, value]) => terminal.styled('dim', printableLine(`${name}=${inWords(value)}`))),
  ];
  return parts.filter((part) => part !== '').join(' ');
}

function inWords(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
