import { DatabaseSync } from 'node:sqlite';
import { errorReason } from '../../common/system-error.js';

/** Milliseconds to wait for another program to let go of the file. */
const timeout = 2_000;

/** Reads through an SQLite file without changing it. What is wrong with it, shortened; undefined where nothing is. */
export function checkDatabase(path: string): string | undefined {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { readOnly: true, timeout });
    const said = String(database.prepare('pragma quick_check(1)').get()?.['quick_check']);
    return said === 'ok' ? undefined : said.slice(0, 200);
  } catch (error) {
    return errorReason(error);
  } finally {
    database?.close();
  }
}
