import { type BigIntStats, lstatSync, statSync } from 'node:fs';
import { identityOf } from './held-entry.js';

/**
 * The identities of what lies at the paths now, and of the links that lie there. Found anew for each use, because a saved
 * file is another one; a `stat` without a promise costs less than any use.
 */
export function identitiesAt(paths: readonly string[]): string[] {
  return paths.flatMap((path) => [statsOf(path, lstatSync), statsOf(path, statSync)].flat().map(identityOf));
}

function statsOf(path: string, look: (path: string, options: { bigint: true }) => BigIntStats): BigIntStats[] {
  try {
    return [look(path, { bigint: true })];
  } catch {
    // What cannot be reached here is out of reach for the tools too.
    return [];
  }
}
