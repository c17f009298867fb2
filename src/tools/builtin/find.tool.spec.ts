import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { callFileTool } from '../../../test/support/file-tools.js';
import { temporaryDirectory } from '../../../test/support/temporary-directory.js';
import {
  type TemporaryWorkspace,
  temporaryWorkspace,
  workspaceStorage,
} from '../../../test/support/temporary-workspace.js';
import type { StoredEntry, WorkspaceStorage } from '../../workspace/workspace-storage.port.js';
import { FindTool } from './find.tool.js';

const directory = temporaryDirectory();

/** A workspace of very many files. */
function storageOf(count: number): WorkspaceStorage {
  return {
    ...workspaceStorage(),
    async *walk(): AsyncGenerator<StoredEntry> {
      for (let index = 0; index < count; index++) yield { path: `file-${index}`, kind: 'file', size: 0 };
    },
  };
}

describe(FindTool.name, () => {
  let workspace: TemporaryWorkspace;

  beforeEach(() => {
    workspace = temporaryWorkspace(directory);
    for (const path of ['a.ts', 'src/b.ts', 'src/deep/c.ts', 'src/d.md']) workspace.put(path);
  });

  function sut(args: Record<string, unknown>): Promise<string> {
    return callFileTool('find', args, { files: workspace.scope });
  }

  it.each([
    [{ pattern: '*.ts' }, 'a.ts\nsrc/b.ts\nsrc/deep/c.ts'],
    [{ pattern: 'src/*.ts' }, 'src/b.ts'],
    [{ pattern: 'src/**/*.{ts,md}' }, 'src/b.ts\nsrc/d.md\nsrc/deep/c.ts'],
    [{ pattern: '*.ts', path: 'src/' }, 'src/b.ts\nsrc/deep/c.ts'],
    [{ pattern: 'deep/*', path: './src' }, 'src/deep/c.ts'],
    [{ pattern: 'src/deep/*', path: 'src' }, 'src/deep/c.ts'],
    [{ pattern: 'deep' }, 'src/deep/'],
    [{ pattern: '*.rs' }, 'Nothing found.'],
  ])('finds with %j', async (args, expected) => {
    expect(await sut(args)).toBe(expected);
  });

  it('takes an absolute path within the workspace', async () => {
    const path = join(workspace.root, 'src');
    expect(await sut({ pattern: '*.md', path })).toBe('src/d.md');
    expect(await sut({ pattern: 'deep/*', path })).toBe('src/deep/c.ts');
  });

  it('leaves out .git and node_modules unless they are named', async () => {
    for (const path of ['.git/x.ts', 'src/node_modules/lib/y.ts', '.github/z.ts']) workspace.put(path);
    expect(await sut({ pattern: '*.ts' })).toBe('.github/z.ts\na.ts\nsrc/b.ts\nsrc/deep/c.ts');
    expect(await sut({ pattern: '**/node_modules/**/*.ts' })).toBe('src/node_modules/lib/y.ts');
    expect(await sut({ pattern: '*', path: '.git' })).toBe('.git/x.ts');
  });

  it('walks no circles', async () => {
    symlinkSync('..', join(workspace.root, 'src', 'up'));
    symlinkSync('loop', join(workspace.root, 'loop'));
    expect(await sut({ pattern: '*.md' })).toBe('src/d.md');
  });

  it('ends after 1000 results, and says so', async () => {
    const text = await callFileTool('find', { pattern: '*' }, {}, storageOf(5_000));
    expect(text).toMatch(/\nfile-999\n\[there are more; narrow pattern or path\]$/);
  });

  it('ends in a directory that is too large, and says so', async () => {
    const text = await callFileTool('find', { pattern: 'x' }, {}, storageOf(Infinity));
    expect(text).toBe('Nothing found.\n[stopped after 100000 files and directories; search a smaller directory]');
  });

  it('ends when the run is stopped', async () => {
    const signal = AbortSignal.abort(new Error('the caller left'));
    await expect(callFileTool('find', { pattern: '*' }, { files: workspace.scope, signal })).rejects.toThrow(
      'the caller left',
    );
  });

  it.each([
    [{ pattern: '' }, /^error: The glob is empty/],
    [{ pattern: '*', path: '../..' }, /^error: .*outside/],
    [{ pattern: '*', path: 'nothing' }, /^error: "nothing" does not exist/],
    [{ pattern: '../*' }, /^Nothing found/],
  ])('says what is wrong with %j', async (args, message) => {
    expect(await sut(args)).toMatch(message);
  });
});
