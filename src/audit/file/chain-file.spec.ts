import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { FullDisk, type OpenFile, auditLogIn, someEvent, withMethods } from '../../../test/support/audit-fixtures.js';
import { temporaryDirectory } from '../../../test/support/temporary-directory.js';
import { ChainFile } from './chain-file.js';

const scratch = temporaryDirectory();
let count = 0;
const newDirectory = (): string => join(scratch, `audit-${(count += 1)}`);
const firstFile = (directory: string): string => readFileSync(join(directory, 'audit-000001.jsonl'), 'utf8');

/** Opens files that put down in `calls` what is asked of them; `datasync` is what they do for one. */
function watched(calls: string[], datasync?: () => Promise<void>): OpenFile {
  return async (path, flags, mode) => {
    const file = await open(path, flags, mode);
    const name = basename(path);
    return withMethods(file, {
      write: async (buffer: Buffer, ...rest: (number | undefined)[]) => {
        calls.push(`write ${name}`);
        return file.write(buffer, ...(rest as [number, number]));
      },
      datasync: async () => {
        await (datasync ?? (() => file.datasync()))();
        calls.push(`datasync ${name}`);
      },
    });
  };
}

describe(ChainFile.name, () => {
  it('M3: a line is on the disk before the head speaks of it, and before anybody is told', async () => {
    const calls: string[] = [];
    const { sut } = auditLogIn({ directory: newDirectory(), open: watched(calls) });
    await sut.append(someEvent('a'));
    calls.length = 0;
    await sut.append(someEvent('b')).then(() => calls.push('told'));
    expect(calls).toEqual(['write audit-000001.jsonl', 'datasync audit-000001.jsonl', 'write head', 'told']);
    await sut.onApplicationShutdown();
  });

  it('M3: of a line that could not be put on the disk nothing stays in the file', async () => {
    const directory = newDirectory();
    let isBroken = false;
    const datasync = (): Promise<void> => (isBroken ? Promise.reject(new Error('EIO')) : Promise.resolve());
    const { sut } = auditLogIn({ directory, open: watched([], datasync) });
    await sut.append(someEvent('a'));
    const before = firstFile(directory);
    isBroken = true;
    await expect(sut.append(someEvent('b'))).rejects.toThrow('EIO');
    expect(firstFile(directory)).toBe(before);
    isBroken = false;
    await sut.onApplicationShutdown();
  });

  it('M3: of a line that had no room nothing stays in the file', async () => {
    const directory = newDirectory();
    const disk = new FullDisk();
    const { sut } = auditLogIn({ directory, open: disk.open });
    await sut.append(someEvent('a'));
    const before = firstFile(directory);
    disk.left = 60;
    await expect(sut.append(someEvent('b'))).rejects.toThrow('ENOSPC');
    expect(firstFile(directory)).toBe(before);
    disk.left = Infinity;
    await sut.onApplicationShutdown();
  });
});
