import { posix, win32 } from 'node:path';

/** The parts of a path between its separators; `.`, `..` and empty ones included. */
export function pathNames(path: string, isWindows: boolean): string[] {
  return path.split(isWindows ? /[/\\]/ : '/');
}

export function isAbsolutePath(path: string, isWindows: boolean): boolean {
  return isWindows ? win32.isAbsolute(path) : posix.isAbsolute(path);
}

/**
 * The names below `root` that an absolute path means, as far as its text tells; undefined where it lies elsewhere. `..` is
 * left in, to be understood by whoever walks there.
 */
export function namesWithin(root: string, path: string, isWindows: boolean): string[] | undefined {
  const meant = (given: string) => pathNames(given, isWindows).filter((name) => name !== '' && name !== '.');
  const names = meant(path);
  const above = meant(root);
  const isBelow = above.every((name, index) => isSame(name, names[index], isWindows));
  return isBelow ? names.slice(above.length) : undefined;
}

/** Whether Windows would take the name for something else: a stream, a drive, a device, or another name without its end. */
export function isUnsafeOnWindows(name: string): boolean {
  if (name === '.' || name === '..') return false;
  return /[:*?"<>|]|[. ]$/.test(name) || /^(con|prn|aux|nul|com\d|lpt\d)([. ].*)?$/i.test(name);
}

function isSame(name: string, other: string | undefined, isWindows: boolean): boolean {
  return name === other || (isWindows && name.toLowerCase() === other?.toLowerCase());
}
