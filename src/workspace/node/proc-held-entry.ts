import type { BigIntStats } from 'node:fs';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { unlessAbsent } from './file-system-errors.js';
import { HeldEntry, type HoldRoot } from './held-entry.js';

/** Linux's O_PATH, which Node does not name: a handle of the place itself. Opening so moves no device and waits for no pipe. */
const placeOnly = 0o10000000;

/**
 * Held by an open descriptor and reached through `/proc/self/fd`, so that the kernel begins at the directory itself: nobody
 * can put another one between the check and the use.
 */
export class ProcHeldEntry extends HeldEntry {
  protected readonly location: string;

  private constructor(
    private readonly handle: FileHandle,
    stats: BigIntStats,
  ) {
    super(stats);
    this.location = `/proc/self/fd/${handle.fd}`;
  }

  static async of(handle: FileHandle): Promise<ProcHeldEntry> {
    try {
      return new ProcHeldEntry(handle, await handle.stat({ bigint: true }));
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  hold(name: string): Promise<HeldEntry | undefined> {
    return holdAt(this.at(name), constants.O_NOFOLLOW);
  }

  openFile(): Promise<FileHandle> {
    return open(this.location, constants.O_RDONLY | constants.O_NONBLOCK);
  }

  createFile(name: string): Promise<FileHandle> {
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
    return open(this.at(name), flags, 0o600);
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}

export const holdRootByDescriptor: HoldRoot = (path) => holdAt(path, 0);

async function holdAt(path: string, flags: number): Promise<HeldEntry | undefined> {
  const handle = await unlessAbsent(open(path, placeOnly | flags));
  return handle && ProcHeldEntry.of(handle);
}
