import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ledgerEntry } from '../../../test/support/ledger-factory.js';
import { temporaryDirectory } from '../../../test/support/temporary-directory.js';
import { CallLedgerError } from '../repeats/repeats.errors.js';
import { migrations } from './migrations.js';
import { SqliteCallLedger } from './sqlite-call-ledger.js';

const directory = temporaryDirectory();

describe(SqliteCallLedger.name, () => {
  let file: string;
  let sut: SqliteCallLedger;
  let count = 0;

  beforeEach(() => {
    file = join(directory, `calls-${String(count++)}.sqlite`);
    sut = SqliteCallLedger.open(file);
  });
  afterEach(() => sut.onApplicationShutdown());

  it('gives an entry back to the letter, also after it was opened anew', async () => {
    const text = `\u0000 \ud800 '; drop table calls; -- "\\u0000" \u2028 🙂`;
    const { answer } = ledgerEntry();
    const entry = ledgerEntry({ hasKey: true, sideEffect: true, answer: { ...answer, replay: { text } } });
    await sut.put(entry);
    await sut.onApplicationShutdown();
    sut = SqliteCallLedger.open(file);
    expect(await sut.find(entry.id)).toEqual(entry);
    expect(await sut.find('none')).toBeUndefined();
  });

  it('puts an entry in the place of an earlier one of the same id', async () => {
    await Promise.all([sut.put(ledgerEntry({ id: 'a' })), sut.put(ledgerEntry({ id: 'a', sideEffect: true }))]);
    expect(await sut.find('a')).toMatchObject({ sideEffect: true });
    expect(await sut.lines()).toHaveLength(1);
  });

  it('K4: finds the newest call without a key that has not expired', async () => {
    const now = 5_000;
    await sut.put(ledgerEntry({ runId: 'run_1', createdAt: 1, expiresAt: now + 1 }));
    await sut.put(ledgerEntry({ runId: 'run_2', createdAt: 2, expiresAt: now + 1 }));
    await sut.put(ledgerEntry({ runId: 'run_3', createdAt: 3, expiresAt: now }));
    await sut.put(ledgerEntry({ runId: 'run_4', createdAt: 4, expiresAt: now + 1, hasKey: true }));
    await sut.put(ledgerEntry({ runId: 'run_5', createdAt: 5, expiresAt: now + 1, fingerprint: 'other' }));
    const found = async (fingerprint: string, except: string[]): Promise<string | undefined> =>
      (await sut.findWithoutKey({ fingerprint, now, except }))?.id;
    expect(await found('same', [])).toBe('run_2');
    expect(await found('same', ['run_2', 'run_9'])).toBe('run_1');
    expect(await found('none', [])).toBeUndefined();
  });

  it('keeps of an entry that it was begun, and forgets its answer', async () => {
    const entry = ledgerEntry({ sideEffect: true });
    await sut.put(entry);
    await sut.put(ledgerEntry({ runId: 'run_2' }));
    const other = new DatabaseSync(file);
    other.exec(`insert into calls select 'damaged', 0, 'f', 1, 'run_3', 1, '{', 0, 0, '', ''`);
    other.close();
    await sut.shorten(['run_1', 'damaged', 'none']);
    expect(await sut.find('run_1')).toEqual({ ...entry, answer: { ...entry.answer, replay: null, ownsEvents: false } });
    expect(await sut.find('run_2')).toEqual(ledgerEntry({ runId: 'run_2' }));
    expect((await sut.lines()).map(({ ownsEvents }) => ownsEvents)).toEqual([false, false, true]);
  });

  it('K4: forgets the answer of every call of a run, and keeps that it was deleted', async () => {
    const [first, second, other] = [
      ledgerEntry({ id: 'a', runId: 'run_1' }),
      ledgerEntry({ id: 'b', runId: 'run_1', sideEffect: true }),
      ledgerEntry({ runId: 'run_2' }),
    ];
    for (const entry of [first, second, other]) await sut.put(entry);
    const damaged = new DatabaseSync(file);
    damaged.exec(`insert into calls select 'damaged', 0, 'f', 1, 'run_1', 1, '{', 0, 0, '', ''`);
    damaged.close();
    await sut.strike('run_1');
    await sut.strike('none');
    for (const entry of [first, second]) {
      const answer = { ...entry.answer, replay: null, isDeleted: true };
      expect(await sut.find(entry.id)).toEqual({ ...entry, answer });
    }
    expect(await sut.find('run_2')).toEqual(other);
  });

  it('K4: takes calls of an earlier version over as nobody’s, so that nobody is given their answers', async () => {
    await sut.onApplicationShutdown();
    const old = join(directory, 'calls-of-version-1.sqlite');
    const database = new DatabaseSync(old);
    database.exec(migrations.at(0) ?? '');
    const { answer } = ledgerEntry();
    database.prepare(`insert into calls values ('a', 1, 'f', 1, 'run_1', 1, ?, 1, 2)`).run(JSON.stringify(answer));
    database.exec('pragma user_version = 1');
    database.close();
    sut = SqliteCallLedger.open(old);
    expect(await sut.find('a')).toMatchObject({ credentialId: '', rights: '', sideEffect: true, answer });
  });

  it('lists what it holds, the oldest first, and forgets what it is told to', async () => {
    const answer = JSON.stringify(ledgerEntry({ runId: 'run_1' }).answer);
    await sut.put(ledgerEntry({ runId: 'run_2', createdAt: 2, sideEffect: true }));
    expect(await sut.put(ledgerEntry({ runId: 'run_1', createdAt: 1 }))).toBe(answer.length);
    const [first, second] = await sut.lines();
    const { length: bytes } = answer;
    const whose = { id: 'run_1', runId: 'run_1', credentialId: 'shared-token' };
    const line = { ...whose, ownsEvents: true, sideEffect: false, expiresAt: 2_000, bytes };
    expect(first).toEqual(line);
    expect(second).toMatchObject({ id: 'run_2', sideEffect: true });
    await sut.remove(['run_1', 'none']);
    await sut.remove([]);
    expect((await sut.lines()).map(({ id }) => id)).toEqual(['run_2']);
  });

  it.each(['no json', '{}', '[]', '{"runId":"run_1"}', '{"runId":"run_9","headers":{},"replay":1}'])(
    'says so where a row cannot be read: %s',
    async (answer) => {
      await sut.put(ledgerEntry());
      await sut.put(ledgerEntry({ runId: 'run_2' }));
      const other = new DatabaseSync(file);
      other.prepare(`update calls set answer = ? where id = 'run_1'`).run(answer);
      other.close();
      await expect(sut.find('run_1')).rejects.toBeInstanceOf(CallLedgerError);
      expect(await sut.find('run_2')).toMatchObject({ id: 'run_2' });
    },
  );

  it('says so where it cannot write', async () => {
    const other = new DatabaseSync(file);
    other.exec(`create trigger full before insert on calls begin select raise(abort, 'disk full'); end`);
    other.close();
    await expect(sut.put(ledgerEntry())).rejects.toBeInstanceOf(CallLedgerError);
    expect(await sut.find('run_1')).toBeUndefined();
  });
});
