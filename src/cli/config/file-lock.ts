import { closeSync, linkSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { errorCode, errorReason, isSystemError } from '../../common/system-error.js';
import { CliError } from '../cli-error.js';

/** What is done under a lock takes less by far; who has held it for so long is not at work any more. */
const staleMilliseconds = 30_000;
const pauseMilliseconds = 20;
/** Milliseconds. */
const usualPatience = 10_000;

/**
 * Does the work while no other process is at the same file, which the file `.<name>.lock` beside it tells. A lock that a dead
 * process left behind is taken away. It tells its holder by name and leaves nothing behind, in directories that people keep files
 * in; the audit log has another lock (`audit/file/program-lock.ts`), which stays there and is faster.
 * @throws CliError when another process holds it for longer than `patience` milliseconds, or the lock cannot be written.
 */
export function withFileLock<T>(path: string, work: () => T, patience = usualPatience): T {
  const release = lockFile(path, patience);
  try {
    return work();
  } finally {
    release();
  }
}

/** As `withFileLock`, for work that waits; it has to be done within half a minute. */
export async function whileFileLocked<T>(path: string, work: () => Promise<T>, patience = usualPatience): Promise<T> {
  const release = lockFile(path, patience);
  try {
    return await work();
  } finally {
    release();
  }
}

/** Gives what lets the lock go. */
function lockFile(path: string, patience: number): () => void {
  const lock = join(dirname(path), `.${basename(path)}.lock`);
  const mine = acquire(lock, Date.now() + patience);
  return () => {
    if (readHolder(lock)?.text === mine) rmSync(lock, { force: true });
  };
}

/** What stands in the lock then: no other process writes the same. */
function acquire(lock: string, deadline: number): string {
  const text = `${process.pid} ${hostname()} ${randomUUID()}\n`;
  while (!make(lock, text)) {
    const holder = readHolder(lock);
    if (holder !== undefined && isStale(holder)) takeAway(lock, holder);
    else if (Date.now() > deadline) throw busy(lock);
    else if (holder !== undefined) pause();
  }
  return text;
}

function make(lock: string, text: string): boolean {
  try {
    const file = openSync(lock, 'wx', 0o600);
    writeFileSync(file, text);
    closeSync(file);
    return true;
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) return false;
    throw new CliError(`${lock} cannot be written: ${errorReason(error)}.`, { hint: 'Nothing was changed.' });
  }
}

interface Holder {
  text: string;
  /** Milliseconds since the epoch. */
  since: number;
}

/** Undefined where nobody holds it any more. */
function readHolder(lock: string): Holder | undefined {
  try {
    return { text: readFileSync(lock, 'utf8'), since: statSync(lock).mtimeMs };
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function isStale({ text, since }: Holder): boolean {
  const [pid = '', host] = text.trim().split(' ');
  if (/^\d+$/.test(pid) && host === hostname() && !isAlive(Number(pid))) return true;
  return Date.now() - since > staleMilliseconds;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) !== 'ESRCH';
  }
}

/** Somebody else may have done so just now and made a new one, which is put back then. */
function takeAway(lock: string, stale: Holder): void {
  const aside = `${lock}-${randomUUID()}`;
  try {
    renameSync(lock, aside);
    if (readFileSync(aside, 'utf8') !== stale.text) linkSync(aside, lock);
  } catch (error) {
    if (!isSystemError(error, 'ENOENT') && !isSystemError(error, 'EEXIST')) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function busy(lock: string): CliError {
  return new CliError('Another process is changing the same file.', {
    hint: `Nothing was changed; try again. If no other is at work, remove ${lock}.`,
  });
}

function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMilliseconds);
}
