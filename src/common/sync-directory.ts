import { closeSync, fsyncSync, openSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { isSystemError } from './system-error.js';

/** `open` of node:fs/promises is one way. */
export type OpenDirectory = (path: string, flags: string) => Promise<Pick<FileHandle, 'sync' | 'close'>>;

/** Puts on the disk which files there are: a new one could be gone with the power, whatever was written to it. */
export async function syncDirectory(path: string, open: OpenDirectory): Promise<void> {
  try {
    const handle = await open(path, 'r');
    await handle.sync().finally(() => handle.close());
  } catch (error) {
    if (!isLookedAfter(error)) throw error;
  }
}

/** As `syncDirectory`, for work that must not be interrupted. */
export function syncDirectoryAtOnce(path: string): void {
  try {
    const directory = openSync(path, 'r');
    try {
      fsyncSync(directory);
    } finally {
      closeSync(directory);
    }
  } catch (error) {
    if (!isLookedAfter(error)) throw error;
  }
}

/** Windows does not open directories, and looks after them by itself. */
function isLookedAfter(error: unknown): boolean {
  return isSystemError(error, 'EPERM') || isSystemError(error, 'EISDIR');
}
