import { printableLine } from '../format/printable.js';
import { recordLine } from '../format/record-line.js';
import { textOf } from '../read-payload.js';
import type { Terminal } from '../terminal.js';

/** Members that have their place in the line, or are for the check of the chain alone. */
const placed = new Set(['seq', 'time', 'kind', 'prev', 'hash']);

/** A line of the audit log for people: time, kind, and the rest. */
export function toAuditLine(line: string, terminal: Terminal): string {
  return recordLine(line, terminal, {
    placed,
    lead: ({ time, kind }) => [terminal.styled('dim', printableLine(textOf(time))), printableLine(textOf(kind))],
  });
}
