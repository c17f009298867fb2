import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Kysely, SqliteDialect } from 'kysely';
import { TemporaryStores } from '../../test/support/temporary-stores.js';
import { checkDatabase } from './check-database.js';
import { NodeSqliteAdapter } from './node-sqlite-adapter.js';
import { openDatabase } from './open-database.js';

describe('checkDatabase', () => {
  const stores = new TemporaryStores();
  let path: string;
  let file: DatabaseSync;
  let sut: (isDoubtful: boolean) => Promise<'as before' | 'trusted'>;

  beforeEach(() => {
    path = stores.file();
    file = openDatabase(path, { store: 'store', migrations: ['create table things (id text) strict;'] });
    const database = new Kysely({ dialect: new SqliteDialect({ database: new NodeSqliteAdapter(file) }) });
    sut = async (isDoubtful) => {
      let state: 'as before' | 'trusted' = 'as before';
      await checkDatabase(file, database, { isDoubtful, trust: () => (state = 'trusted') });
      return state;
    };
  });

  afterEach(async () => {
    if (file.isOpen) file.close();
    await stores.dispose();
  });

  it('A9: writes nothing while all is well, so that it may be asked often', async () => {
    file.exec('pragma query_only = on');
    expect(await sut(false)).toBe('as before');
  });

  it('A9: tries a write after one has failed, and changes nothing by it', async () => {
    expect(await sut(true)).toBe('trusted');
    expect(file.prepare('pragma user_version').get()).toEqual({ user_version: 1 });
  });

  it('A9: rejects as long as no write gets through', async () => {
    file.exec('pragma query_only = on');
    await expect(sut(true)).rejects.toThrow('readonly');
    await expect(sut(true)).rejects.toThrow('readonly');
    file.exec('pragma query_only = off');
    expect(await sut(true)).toBe('trusted');
  });

  it('A9: rejects where another program holds the file for itself', async () => {
    file.exec('pragma busy_timeout = 1');
    const other = new DatabaseSync(path);
    other.exec('begin immediate');
    await expect(sut(true)).rejects.toThrow('locked');
    other.exec('rollback');
    other.close();
    expect(await sut(true)).toBe('trusted');
  });

  it('A9: rejects where the file is gone, although SQLite goes on with what it has open', async () => {
    rmSync(path);
    await expect(sut(false)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('A9: rejects where the file is closed', async () => {
    file.close();
    await expect(sut(false)).rejects.toThrow('not open');
  });
});
