import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { privateMode } from './audit-place.js';

const pauseMilliseconds = 1;
const longestWaitMilliseconds = 10_000;
const busy = 5; // SQLITE_BUSY

/**
 * A lock among the programs of this machine, let go by itself when its holder dies. Node has none, but SQLite does: the file is a
 * database that stays empty. It is taken for each batch of lines, so it has to cost next to nothing and never to be guessed stale;
 * what the command line does to a file now and then has `cli/config/file-lock.ts`.
 */
export class ProgramLock {
  private constructor(
    private readonly path: string,
    private readonly database: DatabaseSync,
  ) {}

  /** Throws the error of the file system. */
  static open(path: string): ProgramLock {
    closeSync(openSync(path, 'a', privateMode));
    return new ProgramLock(path, new DatabaseSync(path, { timeout: 0 }));
  }

  /** Rejects where another program holds it for long. */
  async acquire(): Promise<void> {
    const end = performance.now() + longestWaitMilliseconds;
    while (!this.tryAcquire()) {
      if (performance.now() > end) throw new Error(`another program holds ${this.path} locked`);
      await pause(pauseMilliseconds);
    }
  }

  release(): void {
    this.database.exec('rollback');
  }

  close(): void {
    this.database.close();
  }

  private tryAcquire(): boolean {
    try {
      // Nothing is ever written, and a journal on the disk would need room there.
      this.database.exec('pragma journal_mode = memory; begin exclusive');
      return true;
    } catch (error) {
      if (typeof error === 'object' && error !== null && 'errcode' in error && error.errcode === busy) return false;
      throw error;
    }
  }
}
