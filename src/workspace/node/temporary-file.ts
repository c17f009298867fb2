import { foldName } from './fold-name.js';

/** How the name of a file begins that is being written; a crash leaves it behind. */
export const temporaryPrefix = '.openclaw-write-';

/** Such a file does not exist for any tool: it may hold what only the file that it becomes may show. */
export function isTemporary(name: string): boolean {
  return foldName(name).startsWith(temporaryPrefix);
}
