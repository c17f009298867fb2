import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isSystemError } from './system-error.js';

/**
 * Makes a directory and its parents, for nobody else to read; what is there already is left alone, whatever it is. Rejects
 * with the error of the file system. Node's own recursive way never returns where the parent is a broken link, or is in /proc.
 */
export async function makeDirectory(path: string): Promise<void> {
  try {
    await makeUnlessThere(path);
  } catch (error) {
    if (!isSystemError(error, 'ENOENT') || dirname(path) === path) throw error;
    await makeDirectory(dirname(path));
    await makeUnlessThere(path);
  }
}

async function makeUnlessThere(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    if (!isSystemError(error, 'EEXIST')) throw error;
  }
}
