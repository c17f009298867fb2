import { access } from 'node:fs/promises';
import type { DatabaseSync } from 'node:sqlite';
import { type Kysely, sql } from 'kysely';

/** What is known of the writes to a database. */
export interface WriteRecord {
  /** Whether the last write failed, and none was seen to work since. */
  readonly isDoubtful: boolean;
  /** Says that writing works again. */
  trust(): void;
}

/**
 * Rejects where the file is gone, cannot be read, or cannot be written. A write waits for the disk, so one is tried only
 * after another has failed: a probe that is sent often costs nothing while all is well.
 */
export async function checkDatabase<Tables>(
  file: DatabaseSync,
  database: Kysely<Tables>,
  writes: WriteRecord,
): Promise<void> {
  await access(file.location() ?? '');
  await sql`select count(*) from sqlite_schema`.execute(database);
  if (!writes.isDoubtful) return;
  await rewriteVersion(database);
  writes.trust();
}

/** The one thing that can be written without changing anything. */
async function rewriteVersion<Tables>(database: Kysely<Tables>): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    const { rows } = await sql<{ user_version: number }>`pragma user_version`.execute(transaction);
    for (const { user_version: version } of rows)
      await sql`pragma user_version = ${sql.lit(version)}`.execute(transaction);
  });
}
