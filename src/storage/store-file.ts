import type { DatabaseSync } from 'node:sqlite';
import { Kysely, SqliteDialect, type Transaction } from 'kysely';
import { blocksEveryWrite } from './blocks-every-write.js';
import { checkDatabase } from './check-database.js';
import { GroupCommit } from './group-commit.js';
import { NodeSqliteAdapter } from './node-sqlite-adapter.js';
import { type DatabasePlan, openDatabase } from './open-database.js';

export interface StorePlan<Tables, Item> extends DatabasePlan {
  write: (transaction: Transaction<Tables>, item: Item) => Promise<unknown>;
}

/** What every store in one SQLite file does alike. Items that are added at the same time share one wait for the disk. */
export class StoreFile<Tables, Item> {
  readonly database: Kysely<Tables>;
  private readonly commits: GroupCommit<Item>;

  private constructor(
    private readonly file: DatabaseSync,
    write: StorePlan<Tables, Item>['write'],
  ) {
    this.database = new Kysely({ dialect: new SqliteDialect({ database: new NodeSqliteAdapter(file) }) });
    this.commits = new GroupCommit(
      (items) =>
        this.database.transaction().execute(async (transaction) => {
          for (const item of items) await write(transaction, item);
        }),
      blocksEveryWrite,
    );
  }

  /** Throws `StoreOpenError`, having changed nothing, when the file is damaged, newer or out of reach. */
  static open<Tables, Item>(path: string, plan: StorePlan<Tables, Item>): StoreFile<Tables, Item> {
    return new StoreFile(openDatabase(path, plan), plan.write);
  }

  /** Resolves when the item is on disk. */
  add(item: Item): Promise<void> {
    return this.commits.add(item);
  }

  /** Rejects where the file is gone, cannot be read, or cannot be written. */
  check(): Promise<void> {
    return checkDatabase(this.file, this.database, this.commits);
  }

  /** Waits for items on their way to the disk, then closes the file, which kysely does only if it was used. */
  async close(): Promise<void> {
    await this.commits.settled();
    await this.database.destroy();
    if (this.file.isOpen) this.file.close();
  }
}
