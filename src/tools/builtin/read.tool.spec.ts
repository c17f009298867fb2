import { symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { callFileTool, fileTools } from '../../../test/support/file-tools.js';
import { temporaryDirectory } from '../../../test/support/temporary-directory.js';
import {
  type TemporaryWorkspace,
  temporaryWorkspace,
  workspaceStorage,
} from '../../../test/support/temporary-workspace.js';
import { toolContext } from '../../../test/support/tool-factory.js';
import { maxResultCharacters } from '../execution/limit-output.js';
import { ReadTool } from './read.tool.js';

const directory = temporaryDirectory();

describe(ReadTool.name, () => {
  let workspace: TemporaryWorkspace;

  beforeEach(() => {
    workspace = temporaryWorkspace(directory);
  });

  function sut(args: Record<string, unknown>): Promise<string> {
    return callFileTool('read', args, { files: workspace.scope });
  }

  it('shows a text file, or some of its lines', async () => {
    workspace.put('src/a.txt', 'one\r\ntwo\r\nthree\r\n');
    expect(await sut({ path: 'src/a.txt' })).toBe('one\ntwo\nthree');
    expect(await sut({ path: './src//a.txt', offset: 2, limit: 1 })).toBe('two\n[lines 2-2 of 3; go on with offset=3]');
    expect(await sut({ path: 'src/a.txt', offset: 4 })).toBe('error: There is no line 4: the last line is 3.');
  });

  it('says that a file is empty', async () => {
    workspace.put('empty');
    expect(await sut({ path: 'empty' })).toBe('[the file is empty]');
  });

  it.each([
    ['\x89PNG\r\n\x1a\n\0', '[image/png, 9 bytes; images are not shown]'],
    ['\xff\xd8\xff\xe0\0', '[image/jpeg, 5 bytes; images are not shown]'],
    ['GIF89a\0', '[image/gif, 7 bytes; images are not shown]'],
    ['RIFF\0\0\0\0WEBPVP8 ', '[image/webp, 16 bytes; images are not shown]'],
    ['\x7fELF\0', '[a binary file, 5 bytes; it is not shown]'],
  ])('names %j and shows none of its bytes', async (content, expected) => {
    writeFileSync(workspace.put('data'), content, 'latin1');
    expect(await sut({ path: 'data' })).toBe(expected);
  });

  it('shows the beginning of a file of 100 MB, and says so', async () => {
    truncateSync(workspace.put('zeros'), 100 * 1024 ** 2);
    expect(await sut({ path: 'zeros' })).toBe('[a binary file, 100 MB; it is not shown]');
    const line = `${'x'.repeat(99)}\n`;
    writeFileSync(workspace.put('log'), line.repeat((100 * 1024 ** 2) / line.length));
    const shown = await sut({ path: 'log', offset: 104_000 });
    expect(shown.length).toBeLessThan(maxResultCharacters);
    expect(shown).toMatch(/\n\[the file is 100 MB; only its first 10 MB can be read\]$/);
    expect(await sut({ path: 'log', offset: 200_000 })).toMatch(/^error: There is no line 200000/);
  });

  it('shows the beginning of a line of 50 MB', async () => {
    writeFileSync(workspace.put('line'), 'ü'.repeat(25 * 1024 ** 2));
    const shown = await sut({ path: 'line' });
    expect(shown.length).toBeLessThan(3_000);
    expect(shown).toMatch(/^ü{2000} \[\d+ more characters in this line/);
  });

  it.each([
    ['nothing', /^error: "nothing" does not exist/],
    ['folder', /^error: "folder" is a directory/],
    ['../beside', /^error: .*outside/],
    ['/etc/passwd', /^error: .*outside/],
    ['loop', /^error: .*links/],
    ['a\0b', /^error: /],
    ['', /^error: /],
  ])('says what is wrong with the path %j, and names no place of the host', async (path, message) => {
    workspace.put('folder/file');
    symlinkSync('loop', join(workspace.root, 'loop'));
    writeFileSync(join(workspace.folder, 'beside'), 'canary');
    const shown = await sut({ path });
    expect(shown).toMatch(message);
    expect(shown).not.toContain('canary');
    expect(shown).not.toContain(workspace.folder);
  });

  it('throws what is not for the model', async () => {
    const storage = { ...workspaceStorage(), read: () => Promise.reject(new Error('EIO /home/planted')) };
    const run = fileTools(storage).read.run({ path: 'a' }, toolContext({ files: workspace.scope }));
    await expect(run).rejects.toThrow('EIO');
  });

  it('F6: is for anyone and changes nothing', () => {
    const { read } = fileTools();
    expect([read.group, read.ownerOnly, read.sideEffects]).toEqual(['fs', false, false]);
  });
});
