import type { BigIntStats } from 'node:fs';
import { lstat, mkdir, readdir, readlink, rename, unlink } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';

/**
 * A file, directory or link that is held: it stays the one that it was, whatever is put in its place. What takes a name is for
 * directories only; a name is one part of a path, neither `.` nor `..`, and a link of that name is not followed. Failures
 * are those of the file system. Has to be closed; once more does no harm.
 */
export abstract class HeldEntry {
  constructor(readonly stats: BigIntStats) {}

  /** A path of the process that means this entry for as long as it is held. */
  protected abstract readonly location: string;

  get identity(): string {
    return identityOf(this.stats);
  }

  /** Undefined where nothing has the name. */
  abstract hold(name: string): Promise<HeldEntry | undefined>;

  /** Opens this regular file for reading. */
  abstract openFile(): Promise<FileHandle>;

  /** Makes a file (0600) that must not exist yet, and opens it for writing. */
  abstract createFile(name: string): Promise<FileHandle>;

  abstract close(): Promise<void>;

  names(): Promise<string[]> {
    return readdir(this.location);
  }

  look(name: string): Promise<BigIntStats> {
    return lstat(this.at(name), { bigint: true });
  }

  linkTarget(name: string): Promise<string> {
    return readlink(this.at(name));
  }

  makeDirectory(name: string): Promise<void> {
    return mkdir(this.at(name), 0o700);
  }

  rename(from: string, to: string): Promise<void> {
    return rename(this.at(from), this.at(to));
  }

  remove(name: string): Promise<void> {
    return unlink(this.at(name));
  }

  protected at(name: string): string {
    return `${this.location}/${name}`;
  }
}

/** Holds what lies at an absolute path, links followed. Undefined where there is nothing. */
export type HoldRoot = (path: string) => Promise<HeldEntry | undefined>;

/** The same for two names of one file. */
export function identityOf(stats: BigIntStats): string {
  return `${stats.dev}:${stats.ino}`;
}
