import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TemporaryStores } from '../../test/support/temporary-stores.js';
import { thrownBy } from '../../test/support/thrown-error.js';
import { blocksEveryWrite } from './blocks-every-write.js';

describe('blocksEveryWrite', () => {
  const stores = new TemporaryStores();
  let path: string;
  let file: DatabaseSync;

  beforeEach(() => {
    path = stores.file();
    file = new DatabaseSync(path, { timeout: 1 });
    file.exec('create table things (id text primary key) strict');
  });
  afterEach(async () => {
    file.close();
    await stores.dispose();
  });

  const write = (id: string) => (): unknown => file.prepare('insert into things values (?)').run(id);

  it('another program that holds the file does', () => {
    const other = new DatabaseSync(path);
    other.exec('begin immediate');
    expect(blocksEveryWrite(thrownBy(write('a')))).toBe(true);
    other.close();
  });

  it('a file that may not be written does', () => {
    file.exec('pragma query_only = on');
    expect(blocksEveryWrite(thrownBy(write('a')))).toBe(true);
  });

  it('a row that is refused does not', () => {
    write('a')();
    expect(blocksEveryWrite(thrownBy(write('a')))).toBe(false);
  });

  it('a row that there is no room for does not', () => {
    file.exec('pragma max_page_count = 10');
    expect(blocksEveryWrite(thrownBy(write('x'.repeat(1_000_000))))).toBe(false);
    expect(write('a')).not.toThrow();
  });

  it.each([new TypeError('no row'), undefined, 'text', { errcode: 'x' }])(
    'what SQLite did not say does not: %p',
    (error) => {
      expect(blocksEveryWrite(error)).toBe(false);
    },
  );
});
