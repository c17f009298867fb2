import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from '@jest/globals';
import { doctorContext } from '../../../../test/support/doctor-context.js';
import { temporaryDirectory } from '../../../../test/support/temporary-directory.js';
import { SessionStoreCheck } from './session-store.check.js';

const scratch = temporaryDirectory();

const check = (stateDirectory: string) => new SessionStoreCheck(doctorContext({ stateDirectory }).context).run();
const newDirectory = (name: string): string => {
  mkdirSync(join(scratch, name));
  return join(scratch, name);
};

describe(SessionStoreCheck.name, () => {
  it('no store yet', async () => {
    expect(await check(newDirectory('none'))).toEqual([{ status: 'ok', what: 'No conversation is kept yet' }]);
  });

  it('a store in order, also while a gateway has it open', async () => {
    const directory = newDirectory('good');
    const database = new DatabaseSync(join(directory, 'sessions.sqlite'));
    database.exec('pragma journal_mode = wal; create table sessions (key text);');
    expect((await check(directory))[0]).toMatchObject({ status: 'ok', what: expect.stringContaining('is in order') });
    database.close();
    expect((await check(directory))[0]?.status).toBe('ok');
  });

  it('a damaged one is told and left as it is', async () => {
    const directory = newDirectory('damaged');
    const file = join(directory, 'sessions.sqlite');
    writeFileSync(file, 'this is no database'.repeat(500));
    expect((await check(directory))[0]).toMatchObject({
      status: 'problem',
      remedy: expect.stringContaining('restore a backup'),
    });
    expect(readFileSync(file, 'utf8')).toBe('this is no database'.repeat(500));
  });
});
