import { existsSync } from 'node:fs';
import { dirname } from 'node:path';

/** The path, or the nearest of its parents that is there. */
export function nearestExisting(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestExisting(dirname(path));
}
