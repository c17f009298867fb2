import { describe, expect, it } from '@jest/globals';
import { realpathSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '../../test/support/temporary-directory.js';
import { makeDirectory } from './make-directory.js';

const base = realpathSync(temporaryDirectory());
writeFileSync(join(base, 'file'), '');
symlinkSync(join(base, 'nowhere'), join(base, 'broken'));

describe(makeDirectory.name, () => {
  it('makes what is missing on the way, also for many at once', async () => {
    const path = join(base, 'a', 'b', 'c');
    await Promise.all(Array.from({ length: 8 }, () => makeDirectory(path)));
    expect([path, join(base, 'a')].map((each) => statSync(each).mode & 0o777)).toEqual([0o700, 0o700]);
  });

  it('leaves alone what is there', async () => {
    await makeDirectory(join(base, 'file'));
    expect(statSync(join(base, 'file')).isFile()).toBe(true);
  });

  it.each(['/proc/self/nothing', '/proc/self/a/b', join(base, 'broken', 'below'), join(base, 'file', 'below')])(
    'rejects for %s instead of going on for ever',
    async (path) => {
      await expect(makeDirectory(path)).rejects.toThrow(/ENOENT|ENOTDIR/);
    },
  );
});
