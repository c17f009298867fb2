import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { link, mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NodeWorkspaceFiles } from './node-workspace-files.js';
import { HostPath, OwnerFact, ownerAudience } from '../../common/private-facts.js';

describe(NodeWorkspaceFiles.name, () => {
  const sut = new NodeWorkspaceFiles();
  let folder: string;
  let workspace: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'workspace-'));
    workspace = join(folder, 'agent');
    await mkdir(workspace);
    await writeFile(join(folder, 'secret.md'), 'secret');
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  const read = (name: string, maxCharacters = 100) => sut.readNote(new HostPath(workspace), name, maxCharacters);

  it('G7: reads a note', async () => {
    await writeFile(join(workspace, 'SOUL.md'), '\ufeffGrüße 🌍');

    expect(await read('SOUL.md')).toEqual({ text: 'Grüße 🌍', truncated: false });
  });

  it.each(['USER.md', 'MEMORY.md', 'user.md'])(
    'G3: %s is a fact of the owner, whatever name leads to it',
    async (name) => {
      await writeFile(join(workspace, name), 'The owner is planted.');
      await symlink(name, join(workspace, 'innocent.md'));
      const audience = ownerAudience({ publicMode: false }, true);
      for (const led of [name, 'innocent.md']) {
        const { text } = (await read(led)) ?? {};
        expect(text).toBeInstanceOf(OwnerFact);
        expect(JSON.stringify(await read(led))).not.toContain('planted');
        expect(text instanceof OwnerFact && audience && text.reveal(audience)).toBe('The owner is planted.');
      }
    },
  );

  it('reads the start of a long note, splitting no character', async () => {
    await writeFile(join(workspace, 'AGENTS.md'), '🌍'.repeat(100_000));

    expect(await read('AGENTS.md', 5)).toEqual({ text: '🌍🌍', truncated: true });
    expect(await read('AGENTS.md', 4)).toEqual({ text: '🌍🌍', truncated: true });
    expect(await read('AGENTS.md', 0)).toEqual({ text: '', truncated: true });
  });

  it('reads bounded memory of an endlessly large file', async () => {
    const path = join(workspace, 'huge.md');
    execFileSync('truncate', ['-s', '1T', path]);

    const note = await sut.readNote(new HostPath(workspace), 'huge.md', Number.MAX_SAFE_INTEGER);

    expect(note?.truncated).toBe(true);
    expect(note?.text.length).toBeLessThanOrEqual(4_000_000);
  });

  it('has nothing for a missing file or workspace', async () => {
    expect(await read('SOUL.md')).toBeUndefined();
    expect(await sut.readNote(new HostPath(join(folder, 'nowhere')), 'SOUL.md', 10)).toBeUndefined();
    expect(await sut.readNote(new HostPath(join(folder, 'secret.md')), 'SOUL.md', 10)).toBeUndefined();
  });

  it('has nothing for a directory or a pipe, and does not hang on it', async () => {
    await mkdir(join(workspace, 'folder.md'));
    execFileSync('mkfifo', [join(workspace, 'pipe.md')]);

    expect(await read('folder.md')).toBeUndefined();
    expect(await read('pipe.md')).toBeUndefined();
  });

  it('has nothing for a device, in the workspace or linked', async () => {
    await symlink('/dev/zero', join(workspace, 'zero.md'));

    expect(await read('zero.md')).toBeUndefined();
    expect(await sut.readNote(new HostPath('/dev'), 'zero', 10)).toBeUndefined();
  });

  it('follows a link inside the workspace, and none that leads out', async () => {
    await mkdir(join(workspace, 'notes'));
    await writeFile(join(workspace, 'notes', 'soul.md'), 'inside');
    await symlink('notes/soul.md', join(workspace, 'SOUL.md'));
    await symlink('../secret.md', join(workspace, 'USER.md'));
    await symlink(join(folder, 'secret.md'), join(workspace, 'MEMORY.md'));
    await symlink('loop.md', join(workspace, 'loop.md'));
    await mkdir(join(folder, 'agent-other'));
    await writeFile(join(folder, 'agent-other', 'a.md'), 'a neighbour whose name begins alike');
    await symlink('../agent-other/a.md', join(workspace, 'other.md'));

    expect(await read('SOUL.md')).toEqual({ text: 'inside', truncated: false, linkedFile: 'soul.md' });
    for (const name of ['USER.md', 'MEMORY.md', 'loop.md', 'other.md']) expect(await read(name)).toBeUndefined();
  });

  it('reads a workspace that is itself a link', async () => {
    await writeFile(join(workspace, 'SOUL.md'), 'soul');
    await symlink(workspace, join(folder, 'linked'));

    expect(await sut.readNote(new HostPath(join(folder, 'linked')), 'SOUL.md', 10)).toEqual({
      text: 'soul',
      truncated: false,
    });
  });

  it.each(['../secret.md', '/etc/passwd', 'a/b.md', 'a\\b.md', '..', '.', '', 'a\0b', 'C:x', 'x'.repeat(300)])(
    'has nothing for the name %j',
    async (name) => expect(await read(name)).toBeUndefined(),
  );

  it('never gives what lies outside while somebody swaps the file for a link', async () => {
    await writeFile(join(workspace, 'good'), 'good');
    await symlink('../secret.md', join(workspace, 'bad'));
    const stop = new AbortController();
    const swap = (async () => {
      while (!stop.signal.aborted) {
        for (const name of ['good', 'bad']) {
          await link(join(workspace, name), join(workspace, 'next')).catch(() => undefined);
          await rename(join(workspace, 'next'), join(workspace, 'NOTE.md')).catch(() => undefined);
        }
      }
    })();
    const seen = new Set<unknown>();
    for (let turn = 0; turn < 300; turn++) seen.add((await read('NOTE.md'))?.text);
    stop.abort();
    await swap;

    // Whether a read meets the good file or the swap is a matter of luck; that it meets nothing else is not.
    expect([...seen].filter((text) => text !== undefined && text !== 'good')).toEqual([]);
    await rename(join(workspace, 'good'), join(workspace, 'NOTE.md'));
    expect(await read('NOTE.md')).toEqual({ text: 'good', truncated: false });
  });
});
