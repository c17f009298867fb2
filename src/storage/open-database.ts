import { chmodSync, closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { sqliteCode } from './sqlite-code.js';
import { StoreOpenError } from './store-open-error.js';

/** How long a statement waits for another program (a backup, the command line) to let go of the file. Milliseconds. */
const busyTimeout = 2_000;

const damaged = new Set([11, 26]); // SQLITE_CORRUPT, SQLITE_NOTADB

/** What a file holds. */
export interface DatabasePlan {
  /** For people, e.g. `session store`. */
  store: string;
  /**
   * SQL that takes the schema one version further each; the number of those applied is the file's `user_version`. Add at the
   * end, never change one that has been released.
   */
  migrations: readonly string[];
}

/**
 * Opens a database, making or upgrading it as needed; readable by its owner only. In WAL mode with full synchronous
 * commits, a commit that returned is on disk, and a torn tail of the log is cut at the next open.
 * Throws `StoreOpenError`.
 */
export function openDatabase(file: string, plan: DatabasePlan): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    keepPrivate(file);
    database = new DatabaseSync(file, { timeout: busyTimeout, enableForeignKeyConstraints: true });
    refuseNewer(database, file, plan);
    database.exec('pragma journal_mode = wal; pragma synchronous = full; pragma journal_size_limit = 67108864;');
    migrate(database, plan);
    return database;
  } catch (error) {
    database?.close();
    throw error instanceof StoreOpenError ? error : explain(plan, file, error);
  }
}

/** The log files beside it take the mode of the database file. */
function keepPrivate(file: string): void {
  closeSync(openSync(file, 'a', 0o600));
  chmodSync(file, 0o600);
}

function refuseNewer(database: DatabaseSync, file: string, { store, migrations }: DatabasePlan): void {
  const version = readVersion(database);
  if (version <= migrations.length) return;
  throw new StoreOpenError(
    store,
    file,
    `it was written by a newer gateway (schema ${version}; this one knows up to ${migrations.length})`,
    'Start that newer version, or give this one another state directory (OPENCLAW_STATE_DIR).',
  );
}

/** The version is read under the write lock, since two gateways may start at once. */
function migrate(database: DatabaseSync, { migrations }: DatabasePlan): void {
  if (readVersion(database) === migrations.length) return;
  database.exec('begin immediate');
  for (const sql of migrations.slice(readVersion(database))) database.exec(sql);
  database.exec(`pragma user_version = ${migrations.length}; commit;`);
}

function readVersion(database: DatabaseSync): number {
  return Number(database.prepare('pragma user_version').get()?.['user_version']);
}

function explain({ store }: DatabasePlan, file: string, error: unknown): StoreOpenError {
  const problem = error instanceof Error ? error.message : String(error);
  return new StoreOpenError(store, file, problem, isDamage(error) ? damageRemedy : otherRemedy, error);
}

const damageRemedy =
  'Stop every gateway that uses it, then move the file together with its -wal and -shm files to a safe place and restore ' +
  'a backup, or start without it: a new, empty store is made. `sqlite3 <file> .recover` may save its contents.';
const otherRemedy =
  'Check that its directory exists, is writable for the user of the gateway and not full, and that no other program holds ' +
  'the file locked.';

/** Whether SQLite found the file's contents broken, as opposed to missing, locked or full. */
export function isDamage(error: unknown): boolean {
  const code = sqliteCode(error);
  return code !== undefined && damaged.has(code);
}
