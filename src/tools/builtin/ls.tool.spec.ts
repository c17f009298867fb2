import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { callFileTool } from '../../../test/support/file-tools.js';
import { temporaryDirectory } from '../../../test/support/temporary-directory.js';
import { type TemporaryWorkspace, temporaryWorkspace } from '../../../test/support/temporary-workspace.js';
import { LsTool } from './ls.tool.js';
import { HostPath } from '../../common/private-facts.js';

const directory = temporaryDirectory();

describe(LsTool.name, () => {
  let workspace: TemporaryWorkspace;

  beforeEach(() => {
    workspace = temporaryWorkspace(directory);
  });

  function sut(args: Record<string, unknown> = {}): Promise<string> {
    return callFileTool('ls', args, { files: workspace.scope });
  }

  it('lists one directory, each entry on one line', async () => {
    workspace.put('b.txt', 'x'.repeat(1_536));
    workspace.put('a/deep/file');
    workspace.put('two\nlines');
    symlinkSync('/etc', join(workspace.root, 'out'));
    expect(await sut()).toBe('a/\nb.txt  1.5 kB\nout  (no regular file)\n"two\\nlines"  0 bytes');
    expect(await sut({ path: 'a' })).toBe('deep/');
  });

  it('says that a directory is empty, a workspace that is not there yet too', async () => {
    expect(await sut({ path: '.' })).toBe('The directory is empty.');
    workspace.scope.root = new HostPath(`${workspace.root}-to-come`);
    expect(await sut()).toBe('The directory is empty.');
  });

  it('shows 500 entries and says that there are more', async () => {
    execFileSync('sh', ['-c', 'seq -w 700 | xargs touch'], { cwd: workspace.root });
    const lines = (await sut()).split('\n');
    expect(lines).toHaveLength(501);
    expect(lines.slice(-2)).toEqual(['500  0 bytes', '[only the first 500 entries; find with a glob shows others]']);
  });

  it('ends when the run does', async () => {
    workspace.put('a');
    const reason = new Error('enough');
    const call = callFileTool('ls', {}, { files: workspace.scope, signal: AbortSignal.abort(reason) });
    await expect(call).rejects.toBe(reason);
  });

  it('does not see what is hidden from the run', async () => {
    workspace.put('USER.md', 'canary');
    workspace.put('SOUL.md');
    workspace.scope.hidden = new Set(['user.md']);
    expect(await sut()).toBe('SOUL.md  0 bytes');
  });

  it.each([
    ['file', /^error: "file" is a file/],
    ['nothing', /^error: "nothing" does not exist/],
    ['..', /^error: .*outside/],
    ['loop/x', /^error: .*links/],
  ])('says what is wrong with %s', async (path, message) => {
    workspace.put('file');
    symlinkSync('loop', join(workspace.root, 'loop'));
    expect(await sut({ path })).toMatch(message);
  });
});
