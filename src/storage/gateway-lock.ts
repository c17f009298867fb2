import { chmodSync, closeSync, existsSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isSystemError } from '../common/system-error.js';
import { sqliteCode } from './sqlite-code.js';
import { StateInUseError } from './state-in-use-error.js';
import { StoreOpenError } from './store-open-error.js';

/** How long a gateway waits for another that is just ending. Milliseconds. */
const endingTime = 1_000;

const busy = 5; // SQLITE_BUSY

/**
 * Says of a state directory that a gateway works with it. The system lets go of it with the process, however that ends, so none is
 * ever left behind. It holds while the object is reachable.
 */
export class GatewayLock {
  private constructor(private readonly database: DatabaseSync) {}

  /** Whether another process has it at this moment; takes nothing, and makes nothing. */
  static isTaken(file: string): boolean {
    if (!existsSync(file)) return false;
    let database: DatabaseSync | undefined;
    try {
      database = new DatabaseSync(file, { readOnly: true, timeout: 0 });
      database.prepare('pragma schema_version').get();
      return false;
    } catch (error) {
      return sqliteCode(error) === busy;
    } finally {
      database?.close();
    }
  }

  /** Throws `StateInUseError` where another process has it, and `StoreOpenError` where the file cannot be used. */
  static take(file: string): GatewayLock {
    let database: DatabaseSync | undefined;
    try {
      makePrivate(file);
      database = new DatabaseSync(file, { timeout: endingTime });
      database.exec('begin exclusive');
      return new GatewayLock(database);
    } catch (error) {
      database?.close();
      throw sqliteCode(error) === busy ? new StateInUseError(dirname(file), error) : unusable(file, error);
    }
  }

  release(): void {
    if (this.database.isOpen) this.database.close();
  }
}

/** Never opens a file that is there: to close it again would let go of a lock that this process has on it. */
function makePrivate(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if (!isSystemError(error, 'EEXIST')) throw error;
    chmodSync(file, 0o600);
  }
}

function unusable(file: string, error: unknown): StoreOpenError {
  const problem = error instanceof Error ? error.message : String(error);
  return new StoreOpenError('lock of the gateway', file, problem, remedy, error);
}

const remedy =
  'Check that its directory exists, is writable for the user of the gateway and not full, and is on a file system with ' +
  'locks. Nothing is kept in the file: while no gateway runs it may be removed.';
