import { isAbsolute, relative, sep } from 'node:path';

/** Whether a path is `directory` or lies below it, going by the texts. Both absolute. */
export function isWithin(path: string, directory: string): boolean {
  const way = relative(directory, path);
  return !isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`);
}
