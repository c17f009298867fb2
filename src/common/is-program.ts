import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/** Whether a file can be run as a program. */
export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Whether a program of this name, which must be no path, is in a directory of `searchPath`, which is written as `PATH` is. */
export function isOnPath(name: string, searchPath: string, platform: string = process.platform): boolean {
  if (!/^[^/\\:\0]+$/.test(name)) return false;
  const directories = searchPath.split(delimiter).filter(isAbsolute);
  const names = platform === 'win32' ? [name, `${name}.exe`, `${name}.cmd`, `${name}.bat`] : [name];
  return directories.some((directory) => names.some((each) => isProgram(join(directory, each))));
}
