import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it } from '@jest/globals';
import { TemporaryStores } from '../../test/support/temporary-stores.js';
import { openDatabase as open } from './open-database.js';
import { StoreOpenError } from './store-open-error.js';

const migrations = ['create table sessions (key text primary key) strict; create table turns (id text) strict;'];
const openDatabase = (file: string) => open(file, { store: 'session store', migrations });

function problemOf(file: string): string {
  try {
    openDatabase(file).close();
  } catch (error) {
    if (error instanceof StoreOpenError) return error.message;
    throw error;
  }
  throw new Error('it was opened');
}

describe('openDatabase', () => {
  const stores = new TemporaryStores();

  afterEach(() => stores.dispose());

  it('H7: commits are synced, in WAL mode', () => {
    const database = openDatabase(stores.file());
    expect(database.prepare('pragma journal_mode').get()).toMatchObject({ journal_mode: 'wal' });
    expect(database.prepare('pragma synchronous').get()).toMatchObject({ synchronous: 2 });
    database.close();
  });

  it('A3: the file and its log are for their owner alone, also when the file was not', () => {
    const file = stores.file();
    writeFileSync(file, '', { mode: 0o644 });
    const database = openDatabase(file);
    const modes = ['', '-wal', '-shm'].map((suffix) => (statSync(file + suffix).mode & 0o777).toString(8));
    expect(modes).toEqual(['600', '600', '600']);
    database.close();
  });

  it('opens what it made before, and twice at once', () => {
    const file = stores.file();
    const [first, second] = [openDatabase(file), openDatabase(file)];
    first.close();
    second.close();
    expect(openDatabase(file).prepare('pragma user_version').get()).toMatchObject({ user_version: 1 });
  });

  it('H7: refuses a file that is no database, keeps it to the byte and says what to do', () => {
    const file = stores.file();
    const garbage = Buffer.from('not a database '.repeat(500));
    writeFileSync(file, garbage);
    const problem = problemOf(file);
    expect(problem).toContain(file);
    expect(problem).toMatch(/Nothing was changed.*restore a backup/);
    expect(readFileSync(file)).toEqual(garbage);
  });

  it('refuses a file that a newer gateway wrote', () => {
    const file = stores.file();
    const newer = new DatabaseSync(file);
    newer.exec('pragma user_version = 99');
    newer.close();
    expect(problemOf(file)).toMatch(/newer gateway \(schema 99; this one knows up to 1\).*newer version/);
  });

  it('refuses a directory that is missing or no directory, with the remedy', () => {
    const file = stores.file();
    mkdirSync(file);
    expect(problemOf(file)).toContain('writable');
    expect(problemOf(join(dirname(file), 'missing', 'sessions.sqlite'))).toContain('writable');
  });

  it('H7: a failed upgrade leaves nothing behind', () => {
    const file = stores.file();
    const foreign = new DatabaseSync(file);
    foreign.exec('create table turns (x)');
    foreign.close();
    expect(problemOf(file)).toContain('already exists');
    const after = new DatabaseSync(file);
    expect(after.prepare("select name from sqlite_schema where type = 'table'").all()).toHaveLength(1);
    after.close();
  });
});
