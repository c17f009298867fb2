import { closeSync, fsyncSync, openSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { CliError } from '../cli-error.js';
import { withFileLock } from './file-lock.js';
import { syncDirectoryAtOnce } from '../../common/sync-directory.js';
import { errorReason, isSystemError } from '../../common/system-error.js';

/**
 * Puts a text in the place of a file, or makes it, readable by its owner only: the file is there whole, old or new, whatever
 * happens. A link stays a link. `check` gets the path of the new file before it takes its place; what it throws keeps the old one.
 * Between the check and the replacement no other process that uses this function replaces the file.
 * @throws CliError when the directory cannot be written, or another process does not come to its end.
 */
export function replaceFile(path: string, text: string, check: (path: string) => void = () => undefined): void {
  const target = realTarget(path);
  const temporary = join(dirname(target), `.${basename(target)}-${randomUUID()}`);
  try {
    explained(path, () => writeDurably(temporary, text));
    withFileLock(target, () => {
      check(temporary);
      explained(path, () => {
        renameSync(temporary, target);
        syncDirectoryAtOnce(dirname(target));
      });
    });
  } finally {
    rmSync(temporary, { force: true });
  }
}

function realTarget(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return path;
    throw cannotWrite(path, error);
  }
}

function writeDurably(path: string, text: string): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function explained(path: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

function cannotWrite(path: string, error: unknown): CliError {
  return new CliError(`${path} cannot be written: ${errorReason(error)}.`, {
    hint: 'Nothing was changed. Check that its directory is there, writable and not full.',
  });
}
