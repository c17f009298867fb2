import { DatabaseSync } from 'node:sqlite';
import { namespaceOf } from '../../sessions/session-name.js';

/** Milliseconds to wait for another program to let go of the file. */
const timeout = 2_000;

/** A column of session keys. */
export interface SessionColumn {
  path: string;
  table: string;
  column: string;
}

/** Whether a session of the named key stands in the column. Reads only. */
export function hasSessionsOf(name: string, { path, table, column }: SessionColumn): boolean {
  const database = new DatabaseSync(path, { readOnly: true, timeout });
  try {
    const likely = database.prepare(`select ${column} as key from ${table} where instr(${column}, ?) > 0`);
    for (const { key } of likely.iterate(`:key:${name}:`)) if (namespaceOf(String(key)) === name) return true;
    return false;
  } finally {
    database.close();
  }
}
