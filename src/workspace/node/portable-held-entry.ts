import type { BigIntStats } from 'node:fs';
import { constants } from 'node:fs';
import { lstat, open, realpath } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { WorkspaceError } from '../workspace.error.js';
import { unlessAbsent } from './file-system-errors.js';
import { HeldEntry, type HoldRoot, identityOf } from './held-entry.js';

/** No link is followed, and a pipe without a writer does not hold the opening up. Undefined where a system has no such flag. */
const careful =
  ((constants.O_NOFOLLOW as number | undefined) ?? 0) | ((constants.O_NONBLOCK as number | undefined) ?? 0);

/**
 * For systems without `/proc/self/fd`. Held by its path and checked after each use: every directory on the way is still the
 * one it was and no link. A process that swaps directories there and back at the right moments can deceive it.
 */
export class PortableHeldEntry extends HeldEntry {
  constructor(
    protected readonly location: string,
    stats: BigIntStats,
    private readonly parent: PortableHeldEntry | undefined,
  ) {
    super(stats);
  }

  async hold(name: string): Promise<HeldEntry | undefined> {
    const stats = await unlessAbsent(this.look(name));
    await this.check();
    return stats && new PortableHeldEntry(this.at(name), stats, this);
  }

  override async names(): Promise<string[]> {
    const names = await super.names();
    await this.check();
    return names;
  }

  async openFile(): Promise<FileHandle> {
    return this.checked(await open(this.location, constants.O_RDONLY | careful), () => this.check());
  }

  async createFile(name: string): Promise<FileHandle> {
    await this.check();
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | careful;
    return this.checked(await open(this.at(name), flags, 0o600), async (made) => {
      await this.check();
      expectSame(await this.look(name), made);
    });
  }

  override async rename(from: string, to: string): Promise<void> {
    await this.check();
    await super.rename(from, to);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private async checked(file: FileHandle, check: (stats: BigIntStats) => Promise<void>): Promise<FileHandle> {
    try {
      const stats = await file.stat({ bigint: true });
      await check(stats);
      return file;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  private async check(): Promise<void> {
    expectSame(await lstat(this.location, { bigint: true }), this.stats);
    await this.parent?.check();
  }
}

export const holdRootByPath: HoldRoot = async (path) => {
  const real = await unlessAbsent(realpath(path));
  const stats = real === undefined ? undefined : await unlessAbsent(lstat(real, { bigint: true }));
  return real !== undefined && stats ? new PortableHeldEntry(real, stats, undefined) : undefined;
};

function expectSame(found: BigIntStats, expected: BigIntStats): void {
  if (identityOf(found) === identityOf(expected)) return;
  throw new WorkspaceError('changed', 'The path is being changed by somebody else. Try again.');
}
