import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteSessionStore } from '../../src/sessions/sqlite/sqlite-session-store.js';

/** SQLite session stores in directories of their own; `dispose` closes and removes them all. */
export class TemporaryStores {
  private readonly directories: string[] = [];
  private readonly stores: SqliteSessionStore[] = [];

  /** The path of a store's file in a new, empty directory. */
  file(): string {
    const directory = mkdtempSync(join(tmpdir(), 'sessions-'));
    this.directories.push(directory);
    return join(directory, 'sessions.sqlite');
  }

  open(file = this.file()): SqliteSessionStore {
    const store = SqliteSessionStore.open(file);
    this.stores.push(store);
    return store;
  }

  async dispose(): Promise<void> {
    for (const store of this.stores.splice(0)) await store.onApplicationShutdown();
    for (const directory of this.directories.splice(0)) rmSync(directory, { recursive: true, force: true });
  }
}
