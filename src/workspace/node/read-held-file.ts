import type { FileHandle } from 'node:fs/promises';
import type { HeldEntry } from './held-entry.js';
import { pathProblem } from './path-problem.js';

export interface FileStart {
  bytes: Buffer;
  /** Of the whole file, in bytes. */
  size: number;
}

/** Refuses what is no regular file, and one that may have a name outside too. `path` is as it was given. */
export function expectOwnFile({ stats }: HeldEntry, path: string): void {
  if (!stats.isFile()) throw pathProblem('special', path);
  if (stats.nlink > 1n) throw pathProblem('hardLinked', path);
}

/** The first `maxBytes` of a regular file. */
export async function readHeldFile(held: HeldEntry, maxBytes: number): Promise<FileStart> {
  const file = await held.openFile();
  try {
    return await readStart(file, maxBytes);
  } finally {
    await file.close();
  }
}

async function readStart(file: FileHandle, maxBytes: number): Promise<FileStart> {
  const { size } = await file.stat();
  const bytes = Buffer.alloc(Math.min(Math.max(0, maxBytes), size));
  let length = 0;
  while (length < bytes.length) {
    const { bytesRead } = await file.read(bytes, length, bytes.length - length, length);
    // It has become shorter meanwhile.
    if (bytesRead === 0) return { bytes: bytes.subarray(0, length), size: length };
    length += bytesRead;
  }
  return { bytes, size };
}
