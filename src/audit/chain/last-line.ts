import type { FileHandle } from 'node:fs/promises';
import { longestLine } from './audit-line.js';

export interface FileTail {
  /** Bytes up to and with the last line feed. */
  end: number;
  /** Bytes after it. */
  unfinished: number;
  /** The last whole line without its line feed; undefined where there is none. */
  line: Buffer | undefined;
}

const lineFeed = 0x0a;

/** How a file ends. Undefined where it ends in something longer than any line. */
export async function readTail(file: Pick<FileHandle, 'read'>, size: number): Promise<FileTail | undefined> {
  const start = Math.max(0, size - 2 * longestLine);
  const { bytesRead, buffer } = await file.read(Buffer.alloc(size - start), 0, size - start, start);
  const bytes = buffer.subarray(0, bytesRead);
  const last = bytes.lastIndexOf(lineFeed);
  if (last < 0) return start > 0 ? undefined : { end: 0, unfinished: bytesRead, line: undefined };
  const before = last === 0 ? -1 : bytes.lastIndexOf(lineFeed, last - 1);
  if (before < 0 && start > 0) return undefined;
  return { end: start + last + 1, unfinished: bytesRead - last - 1, line: bytes.subarray(before + 1, last) };
}
