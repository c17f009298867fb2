import { appendFileSync, copyFileSync, statSync, truncateSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it } from '@jest/globals';
import { turn, user } from '../../../test/support/conversation-factory.js';
import { processorMilliseconds } from '../../../test/support/processor-milliseconds.js';
import { TemporaryStores } from '../../../test/support/temporary-stores.js';
import { SessionDamagedError, SessionStoreError } from '../session.errors.js';
import { SqliteSessionStore } from './sqlite-session-store.js';

const session = { key: 'agent:main:a', agentId: 'main', owner: false };

function withDatabase(file: string, work: (database: DatabaseSync) => void): void {
  const database = new DatabaseSync(file);
  work(database);
  database.close();
}

describe(SqliteSessionStore.name, () => {
  const stores = new TemporaryStores();

  afterEach(() => stores.dispose());

  async function filled(file: string, turns = 3): Promise<SqliteSessionStore> {
    const store = stores.open(file);
    for (const key of ['agent:main:a', 'agent:main:b']) {
      for (let n = 1; n <= turns; n += 1) {
        await store.append({ ...session, key }, turn(`${n}`, n === 1 ? null : `${n - 1}`));
      }
    }
    return store;
  }

  it('H7: what was appended is there after closing and opening again', async () => {
    const file = stores.file();
    await (await filled(file)).onApplicationShutdown();
    expect((await stores.open(file).load(session.key))?.turns.map(({ id }) => id)).toEqual(['1', '2', '3']);
  });

  it('H7: shutdown waits for turns that are on their way', async () => {
    const file = stores.file();
    const store = stores.open(file);
    const append = store.append(session, turn('1', null));
    await store.onApplicationShutdown();
    await append;
    expect((await stores.open(file).load(session.key))?.turns).toHaveLength(1);
  });

  it.each([
    ['broken JSON', `update turns set output = '[{' where id = '2' and session_key = 'agent:main:a'`],
    ['JSON of another shape', `update turns set visible = '[]' where id = '3' and session_key = 'agent:main:a'`],
    ['a message without content', `update turns set input = '[{"role":"user"}]' where session_key = 'agent:main:a'`],
    ['a lost turn', `pragma foreign_keys = off; delete from turns where id = '2' and session_key = 'agent:main:a'`],
    ['a lost newest turn', `update sessions set head_turn_id = 'x' where key = 'agent:main:a'`],
    ['a circle', `update turns set parent_id = '3' where id = '1' and session_key = 'agent:main:a'`],
  ])('H7: %s damages its own session only', async (_, sql) => {
    const file = stores.file();
    const store = await filled(file);
    withDatabase(file, (database) => database.exec(sql));
    await expect(store.load('agent:main:a')).rejects.toBeInstanceOf(SessionDamagedError);
    expect((await store.load('agent:main:b'))?.turns).toHaveLength(3);
    await store.append({ ...session, key: 'agent:main:b' }, turn('4', '3'));
    await expect(store.check()).resolves.toBeUndefined();
  });

  it('H7: a torn tail of the log is cut at open, and what was whole before it is there', async () => {
    const file = stores.file();
    await filled(file);
    for (const [name, tear] of [
      ['shortened', (wal: string) => truncateSync(wal, statSync(wal).size - 100)],
      ['overlong', (wal: string) => appendFileSync(wal, Buffer.alloc(5_000, 7))],
    ] as const) {
      const copy = stores.file();
      copyFileSync(file, copy);
      copyFileSync(`${file}-wal`, `${copy}-wal`);
      tear(`${copy}-wal`);
      const turns = (await stores.open(copy).load('agent:main:b'))?.turns.map(({ id }) => id);
      expect([name, turns]).toEqual([name, name === 'shortened' ? ['1', '2'] : ['1', '2', '3']]);
    }
  });

  it('H7: two gateways may write to one file', async () => {
    const file = stores.file();
    const [first, second] = [stores.open(file), stores.open(file)];
    const keys = Array.from({ length: 20 }, (_, index) => `k${index}`);
    await Promise.all(
      keys.map((key, index) => (index % 2 ? first : second).append({ ...session, key }, turn('1', null))),
    );
    expect(await first.list()).toHaveLength(20);
  });

  it('H7: a failing write is told, nothing of it is kept, and the store goes on afterwards', async () => {
    const file = stores.file();
    const store = await filled(file);
    const fails = `create trigger full before insert on turns begin select raise(abort, 'disk full'); end`;
    withDatabase(file, (database) => database.exec(fails));
    const failed = await store.append({ ...session, key: 'new' }, turn('1', null)).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(SessionStoreError);
    expect((failed as SessionStoreError).message).toContain('this turn was not kept');
    expect((failed as SessionStoreError).message).not.toContain(file);
    expect(await store.load('new')).toBeUndefined();
    withDatabase(file, (database) => database.exec('drop trigger full'));
    await store.append({ ...session, key: 'new' }, turn('1', null));
    expect((await store.load('new'))?.turns).toHaveLength(1);
  });

  it('is not ready once closed', async () => {
    const store = stores.open();
    await store.onApplicationShutdown();
    await expect(store.check()).rejects.toBeInstanceOf(SessionStoreError);
  });

  it('H7: tells what failed: only a turn that was to be written is one that was not kept', async () => {
    const store = stores.open();
    await store.onApplicationShutdown();
    const summary = { key: 'k', updatedAt: 0, bytes: 0 };
    await expect(store.append(session, turn('1', null))).rejects.toThrow('this turn was not kept');
    await expect(store.load('k')).rejects.toThrow('The stored session could not be read.');
    await expect(store.list()).rejects.toThrow('The stored sessions could not be listed.');
    await expect(store.remove(summary)).rejects.toThrow('The stored session could not be removed.');
    await expect(store.check()).rejects.toThrow('The session store cannot be used.');
  });

  it('H9: removing a session with many branches takes its turns along', async () => {
    const file = stores.file();
    const store = stores.open(file);
    await store.append(session, turn('0', null));
    for (let n = 1; n <= 50; n += 1) await store.append(session, turn(`${n}`, `${Math.floor(n / 2)}`));
    const listed = (await store.list()).at(0);
    if (!listed) throw new Error('nothing listed');
    expect(await store.remove(listed)).toBe(true);
    withDatabase(file, (database) => {
      expect(database.prepare('select count(*) as n from turns').get()).toMatchObject({ n: 0 });
      expect(database.prepare('select count(*) as n from turn_views').get()).toMatchObject({ n: 0 });
    });
  });

  it('outlines a session without reading its messages', async () => {
    const file = stores.file();
    const store = await filled(file);
    const before = await store.outline(session.key);
    withDatabase(file, (database) => database.exec(`update turns set input = '[{' where session_key = 'agent:main:a'`));
    expect(await store.outline(session.key)).toMatchObject({ path: before?.path.map(({ prints }) => ({ prints })) });
    await expect(store.turns(session.key, ['2'])).rejects.toBeInstanceOf(SessionDamagedError);
  });

  it.each([
    ['none', 'delete from turn_views'],
    ['those of another version', `update turn_views set version = 0, view = '{}'`],
  ])('makes views of turns that have %s, once', async (_, sql) => {
    const file = stores.file();
    const store = await filled(file);
    const before = await store.outline(session.key);
    withDatabase(file, (database) => database.exec(sql));
    expect(await store.outline(session.key)).toEqual(before);
    withDatabase(file, (database) => database.exec(`update turns set input = '[]'`));
    expect((await store.outline(session.key))?.path.map(({ prints }) => prints)).toEqual(
      before?.path.map(({ prints }) => prints),
    );
  });

  it.each([
    ['no JSON', `update turn_views set view = '{' where turn_id = '2' and session_key = 'agent:main:a'`],
    ['another shape', `update turn_views set view = '{"prints":[]}' where session_key = 'agent:main:a'`],
    ['a lost turn', `pragma foreign_keys = off; delete from turns where id = '2' and session_key = 'agent:main:a'`],
    ['a lost newest turn', `update sessions set head_turn_id = 'x' where key = 'agent:main:a'`],
  ])('H7: %s where it is outlined damages its own session only', async (_, sql) => {
    const file = stores.file();
    const store = await filled(file);
    withDatabase(file, (database) => database.exec(sql));
    await expect(store.outline('agent:main:a')).rejects.toBeInstanceOf(SessionDamagedError);
    expect((await store.outline('agent:main:b'))?.path).toHaveLength(3);
  });

  it('loads a long path of turns quickly enough to be read before each run', async () => {
    const store = stores.open();
    const ids = Array.from({ length: 1_000 }, (_, index) => index);
    await Promise.all(
      ids.map((n) =>
        store.append(session, turn(`${n}`, n === 0 ? null : `${n - 1}`, { input: [user('x'.repeat(500))] })),
      ),
    );
    let loaded: number[] | undefined;
    const spent = await processorMilliseconds(async () => {
      loaded = (await store.load(session.key))?.turns.map(({ id }) => Number(id));
    });
    expect(spent).toBeLessThan(1_000);
    expect(loaded).toEqual(ids);
  });
});
