import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TemporaryStores } from '../../test/support/temporary-stores.js';
import { StoreFile } from './store-file.js';

interface Tables {
  things: { id: string };
}

describe(StoreFile.name, () => {
  const stores = new TemporaryStores();
  let path: string;
  let sut: StoreFile<Tables, string>;

  const open = (): StoreFile<Tables, string> =>
    StoreFile.open(path, {
      store: 'store',
      migrations: ['create table things (id text primary key) strict;'],
      write: (transaction, id) => transaction.insertInto('things').values({ id }).execute(),
    });

  beforeEach(() => {
    path = stores.file();
    sut = open();
  });

  afterEach(async () => {
    await sut.close();
    await stores.dispose();
  });

  it('H7: keeps what was added, also where it was closed before that was written', async () => {
    const added = sut.add('a');
    await sut.close();
    await added;
    sut = open();
    expect(await sut.database.selectFrom('things').selectAll().execute()).toEqual([{ id: 'a' }]);
  });

  it('an item that cannot be written fails by itself', async () => {
    const added = await Promise.allSettled(['a', 'a', 'b'].map((id) => sut.add(id)));
    expect(added.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await sut.database.selectFrom('things').selectAll().orderBy('id').execute()).toHaveLength(2);
  });

  it('A9: a check after a failed write finds out whether writing works', async () => {
    const other = new DatabaseSync(path);
    await sut.add('a');
    await expect(sut.add('a')).rejects.toThrow('UNIQUE');
    other.exec('begin immediate');
    await expect(sut.check()).rejects.toThrow('locked');
    other.exec('rollback');
    other.close();
    await expect(sut.check()).resolves.toBeUndefined();
  });

  it('closes a file that was never used', async () => {
    await sut.close();
    await expect(sut.add('a')).rejects.toThrow();
  });
});
