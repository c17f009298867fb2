import { sqliteCode } from './sqlite-code.js';

const blocked = new Set([5, 6, 8, 10, 14, 15]); // SQLITE_BUSY, _LOCKED, _READONLY, _IOERR, _CANTOPEN, _PROTOCOL

/**
 * Whether another write would fail just so, whatever is written. A full disk is not meant: there may be room for something smaller.
 */
export function blocksEveryWrite(error: unknown): boolean {
  const code = sqliteCode(error);
  return code !== undefined && blocked.has(code);
}
