import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { callFileTool, fileTools } from '../../../test/support/file-tools.js';
import { temporaryDirectory } from '../../../test/support/temporary-directory.js';
import {
  type TemporaryWorkspace,
  temporaryWorkspace,
  workspaceStorage,
} from '../../../test/support/temporary-workspace.js';
import type { WorkspaceStorage } from '../../workspace/workspace-storage.port.js';
import { EditTool } from './edit.tool.js';

const directory = temporaryDirectory();

describe(EditTool.name, () => {
  let workspace: TemporaryWorkspace;

  beforeEach(() => {
    workspace = temporaryWorkspace(directory);
  });

  function sut(oldText: string, newText: string, storage?: WorkspaceStorage): Promise<string> {
    return callFileTool('edit', { path: 'a.txt', oldText, newText }, { files: workspace.scope }, storage);
  }

  it('replaces the one occurrence and shows the change', async () => {
    workspace.put('a.txt', 'grün\nold 🙂\nend\n');
    expect(await sut('old 🙂', '$& neu ✓')).toBe('Edited a.txt:\n@@ -1,3 +1,3 @@\n grün\n-old 🙂\n+$& neu ✓\n end');
    expect(workspace.text('a.txt')).toBe('grün\n$& neu ✓\nend\n');
  });

  it('keeps line ends, the byte order mark, and bytes that are no text', async () => {
    const place = workspace.put('a.txt');
    writeFileSync(place, Buffer.from('\xef\xbb\xbfone\r\ntwo\r\n\xff\xfe\r\n', 'latin1'));
    expect(await sut('one\ntwo', '1\n2\n3')).toMatch(/^Edited/);
    expect(readFileSync(place, 'latin1')).toBe('\xef\xbb\xbf1\r\n2\r\n3\r\n\xff\xfe\r\n');
  });

  it.each([
    ['x', 'y', /occurs 2 times/],
    ['z', 'y', /does not occur/],
    ['', 'y', /is empty/],
    ['x', 'x', /the same/],
    ['a  x', 'y', /white space from the text at line 1/],
  ])('changes nothing where %j cannot be replaced', async (oldText, newText, message) => {
    workspace.put('a.txt', 'a x\nb x\n');
    const text = await sut(oldText, newText);
    expect(text).toMatch(/^error: /);
    expect(text).toMatch(message);
    expect(workspace.text('a.txt')).toBe('a x\nb x\n');
  });

  it.each([
    ['binary', 'old\0', /not UTF-8 text/],
    ['UTF-16', '\xff\xfeo\0l\0d\0', /not UTF-8 text/],
  ])('leaves %s files alone', async (_name, content, message) => {
    writeFileSync(workspace.put('a.txt'), content, 'latin1');
    expect(await sut('old', 'new')).toMatch(message);
    expect(readFileSync(join(workspace.root, 'a.txt'), 'latin1')).toBe(content);
  });

  it('leaves a file of 100 MB alone', async () => {
    truncateSync(workspace.put('a.txt'), 100 * 1024 ** 2);
    expect(await sut('old', 'new')).toBe('error: The file is 100 MB; at most 10 MB can be edited.');
  });

  it('refuses where somebody else changed the file meanwhile', async () => {
    workspace.put('a.txt', 'old');
    const storage = workspaceStorage();
    const read: WorkspaceStorage['read'] = async (...args) => {
      const file = await storage.read(...args);
      workspace.put('a.txt', 'old and new');
      return file;
    };
    const racing: WorkspaceStorage = {
      read,
      list: storage.list.bind(storage),
      walk: storage.walk.bind(storage),
      write: storage.write.bind(storage),
    };
    expect(await sut('old', 'mine', racing)).toMatch(/^error: "a\.txt" has changed since it was read/);
    expect(workspace.text('a.txt')).toBe('old and new');
  });

  it('of two changes at the same time none is lost silently', async () => {
    workspace.put('a.txt', 'one two');
    const storage = workspaceStorage();
    const results = await Promise.all([sut('one', '1', storage), sut('two', '2', storage)]);
    const text = workspace.text('a.txt');
    for (const [index, word] of ['1', '2'].entries()) {
      expect(text.includes(word)).toBe(results[index]?.startsWith('Edited'));
    }
    expect(text).not.toBe('one two');
  });

  it('writes nothing once the run is stopped', async () => {
    workspace.put('a.txt', 'old');
    const context = { files: workspace.scope, signal: AbortSignal.abort(new Error('the caller left')) };
    const call = callFileTool('edit', { path: 'a.txt', oldText: 'old', newText: 'new' }, context);
    await expect(call).rejects.toThrow('the caller left');
    expect(workspace.text('a.txt')).toBe('old');
  });

  it('F5: is for the owner only and changes something', () => {
    const { edit } = fileTools();
    expect([edit.group, edit.ownerOnly, edit.sideEffects]).toEqual(['fs', true, true]);
  });
});
