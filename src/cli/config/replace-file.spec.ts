import { lstatSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { temporaryDirectory } from '../../../test/support/temporary-directory.js';
import { thrownBy } from '../../../test/support/thrown-error.js';
import { CliError } from '../cli-error.js';
import { replaceFile as sut } from './replace-file.js';

const scratch = temporaryDirectory();
let count = 0;

function place(): { directory: string; file: string } {
  const directory = join(scratch, `place-${count++}`);
  mkdirSync(directory);
  return { directory, file: join(directory, 'file') };
}

describe('replaceFile', () => {
  it('makes or replaces the file, 0600, and leaves nothing beside it', () => {
    const { directory, file } = place();
    sut(file, 'one');
    writeFileSync(file, 'x', { mode: 0o644 });
    sut(file, 'two');
    expect(readFileSync(file, 'utf8')).toBe('two');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(directory)).toEqual(['file']);
  });

  it('a check that fails keeps the old file', () => {
    const { directory, file } = place();
    writeFileSync(file, 'old');
    const seen: string[] = [];
    const fail = (path: string): never => {
      seen.push(readFileSync(path, 'utf8'), readFileSync(file, 'utf8'));
      throw new Error('refused');
    };
    expect(String(thrownBy(() => sut(file, 'new', fail)))).toContain('refused');
    expect(seen).toEqual(['new', 'old']);
    expect(readFileSync(file, 'utf8')).toBe('old');
    expect(readdirSync(directory)).toEqual(['file']);
  });

  it('a link stays a link', () => {
    const { directory, file } = place();
    writeFileSync(join(directory, 'real'), 'old');
    symlinkSync('real', file);
    sut(file, 'new');
    expect(lstatSync(file).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(directory, 'real'), 'utf8')).toBe('new');
  });

  it('a directory that is not there is told, with what to do', () => {
    const error = thrownBy(() => sut(join(scratch, 'nowhere', 'file'), 'x'));
    expect(error).toBeInstanceOf(CliError);
    expect(error).toMatchObject({
      message: expect.stringContaining('cannot be written'),
      hint: expect.stringContaining('Nothing was changed'),
    });
  });
});
