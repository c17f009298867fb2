import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { temporaryDirectory } from '../../../test/support/temporary-directory.js';
import { thrownBy } from '../../../test/support/thrown-error.js';
import { CliError } from '../cli-error.js';
import { withFileLock as sut, whileFileLocked } from './file-lock.js';

const scratch = temporaryDirectory();
let count = 0;

function place(): { directory: string; file: string; lock: string } {
  const directory = join(scratch, `place-${count++}`);
  mkdirSync(directory);
  return { directory, file: join(directory, 'file'), lock: join(directory, '.file.lock') };
}

describe('withFileLock', () => {
  it('holds the lock during the work only, also when that fails', () => {
    const { directory, file, lock } = place();
    expect(sut(file, () => existsSync(lock))).toBe(true);
    const fail = (): never => {
      throw new Error('refused');
    };
    expect(String(thrownBy(() => sut(file, fail)))).toContain('refused');
    expect(readdirSync(directory)).toEqual([]);
  });

  it('waits for who is at work, and gives up with what to do', () => {
    const { file, lock } = place();
    const error = thrownBy(() => sut(file, () => sut(file, () => 'never', 50)));
    expect(error).toBeInstanceOf(CliError);
    expect(error).toMatchObject({ hint: expect.stringContaining(lock) });
    expect(existsSync(lock)).toBe(false);
  });

  it('takes away the lock of a process that is dead', () => {
    const { directory, file, lock } = place();
    const { pid } = spawnSync(process.execPath, ['--version']);
    writeFileSync(lock, `${pid} ${hostname()} x\n`);
    expect(sut(file, () => readFileSync(lock, 'utf8'))).toContain(String(process.pid));
    expect(readdirSync(directory)).toEqual([]);
  });

  it('one of another machine, or an unreadable one, counts until it is old', () => {
    const { file, lock } = place();
    for (const text of ['1 another-machine x\n', '']) {
      writeFileSync(lock, text);
      expect(thrownBy(() => sut(file, () => 'never', 50))).toBeInstanceOf(CliError);
      utimesSync(lock, 1, 1);
      expect(sut(file, () => 'done', 50)).toBe('done');
    }
  });
});

describe('whileFileLocked', () => {
  it('holds the lock until work that waits has come to its end, also when that fails', async () => {
    const { directory, file, lock } = place();
    const later = whileFileLocked(file, () => new Promise((resolve) => setImmediate(() => resolve(existsSync(lock)))));
    expect(thrownBy(() => sut(file, () => 'never', 50))).toBeInstanceOf(CliError);
    expect(await later).toBe(true);
    await expect(whileFileLocked(file, () => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
    expect(readdirSync(directory)).toEqual([]);
  });
});
