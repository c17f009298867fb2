import { existsSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { callFileTool, fileTools } from '../../../test/support/file-tools.js';
import { temporaryDirectory } from '../../../test/support/temporary-directory.js';
import { type TemporaryWorkspace, temporaryWorkspace } from '../../../test/support/temporary-workspace.js';
import { WriteTool } from './write.tool.js';

const directory = temporaryDirectory();

describe(WriteTool.name, () => {
  let workspace: TemporaryWorkspace;

  beforeEach(() => {
    workspace = temporaryWorkspace(directory);
  });

  function sut(path: string, content: string): Promise<string> {
    return callFileTool('write', { path, content }, { files: workspace.scope });
  }

  it('makes a file with the directories it needs, and replaces one', async () => {
    expect(await sut('a/b.txt', 'one\ntwo\n')).toBe('Wrote 2 lines to a/b.txt.');
    expect(workspace.text('a/b.txt')).toBe('one\ntwo\n');
    expect(await sut('./a//b.txt', '1')).toBe('Replaced a/b.txt: it now has 1 line.');
    expect(workspace.text('a/b.txt')).toBe('1');
    expect(await sut('a/b.txt', '')).toBe('Replaced a/b.txt: it now has 0 lines.');
  });

  it('writes the text as it is', async () => {
    await sut('a', '\ufeffgrün 🙂\r\n$& \\n');
    expect(workspace.text('a')).toBe('\ufeffgrün 🙂\r\n$& \\n');
  });

  it.each(['../beside', '/tmp/beside', 'out/new', 'soft', 'folder', '', 'a\0b', 'loop', 'USER.md'])(
    'changes nothing for the path %j',
    async (path) => {
      const beside = join(workspace.folder, 'beside');
      writeFileSync(beside, 'untouched');
      workspace.put('folder/file', 'untouched');
      symlinkSync('../beside', join(workspace.root, 'soft'));
      symlinkSync('..', join(workspace.root, 'out'));
      symlinkSync('loop', join(workspace.root, 'loop'));
      workspace.scope.hidden = new Set(['user.md']);
      const text = await sut(path, 'changed');
      expect(text).toMatch(/^error: /);
      expect(text).not.toContain(workspace.folder);
      expect(workspace.text('../beside')).toBe('untouched');
      expect(workspace.text('folder/file')).toBe('untouched');
      expect(existsSync(join(workspace.folder, 'new'))).toBe(false);
    },
  );

  it('F5: is for the owner only and changes something', () => {
    const { write } = fileTools();
    expect([write.group, write.ownerOnly, write.sideEffects]).toEqual(['fs', true, true]);
  });
});
