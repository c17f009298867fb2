import { hash } from 'node:crypto';

/** Hex digits that are kept: far too many for two sessions to share them. */
const length = 32;

/** Stands for a session key in the audit log: whoever has the key can find its lines, and the lines do not tell the key. */
export function sessionDigest(key: string): string {
  return hash('sha256', key).slice(0, length);
}
