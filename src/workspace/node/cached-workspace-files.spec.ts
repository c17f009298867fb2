import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CachedWorkspaceFiles } from './cached-workspace-files.js';
import { NodeWorkspaceFiles } from './node-workspace-files.js';
import { HostPath, OwnerFact, ownerAudience } from '../../common/private-facts.js';
import type { WorkspaceNote } from '../workspace-files.port.js';

function textOfNote({ text }: WorkspaceNote): string {
  const owner = ownerAudience({ publicMode: false }, true);
  if (text instanceof OwnerFact) return owner ? text.reveal(owner) : '';
  return text;
}

describe('CachedWorkspaceFiles', () => {
  let workspace: string;
  let reads: number;
  let time: number;
  let sut: CachedWorkspaceFiles;
  const read = () => sut.readNotes(new HostPath(workspace), ['SOUL.md', 'USER.md'], 100);
  const write = (name: string, text: string) => {
    writeFileSync(join(workspace, name), text);
  };

  beforeEach(() => {
    workspace = join(mkdtempSync(join(tmpdir(), 'notes-')), 'workspace');
    reads = 0;
    // Far enough ahead of the file system that its times count as settled.
    time = Date.now() + 60_000;
    const files = new NodeWorkspaceFiles();
    const counting = {
      readNotes: (...given: Parameters<NodeWorkspaceFiles['readNotes']>) => {
        reads += 1;
        return files.readNotes(...given);
      },
    };
    sut = new CachedWorkspaceFiles(counting, () => time);
  });

  afterEach(() => {
    rmSync(join(workspace, '..'), { recursive: true, force: true });
  });

  it('reads a note once while nothing changes', async () => {
    mkdirSync(workspace);
    write('SOUL.md', 'soul');
    expect(await read()).toEqual([{ name: 'SOUL.md', text: 'soul', truncated: false }]);
    expect(await read()).toEqual([{ name: 'SOUL.md', text: 'soul', truncated: false }]);
    expect(reads).toBe(1);
  });

  it('sees a changed, a new and a removed note, and a workspace that comes later', async () => {
    expect(await read()).toEqual([]);
    mkdirSync(workspace);
    write('SOUL.md', 'one');
    expect((await read()).map((note) => note.text)).toEqual(['one']);
    write('SOUL.md', 'two!');
    expect((await read()).map((note) => note.text)).toEqual(['two!']);
    write('USER.md', 'user');
    utimesSync(workspace, new Date(), new Date(Date.now() - 10_000));
    expect((await read()).map(textOfNote)).toEqual(['two!', 'user']);
    rmSync(join(workspace, 'SOUL.md'));
    utimesSync(workspace, new Date(), new Date(Date.now() - 20_000));
    expect((await read()).map(textOfNote)).toEqual(['user']);
  });

  it('trusts no time that is so young that a second change might not show in it', async () => {
    mkdirSync(workspace);
    write('SOUL.md', 'one');
    time = statSync(join(workspace, 'SOUL.md')).mtimeMs;
    await read();
    time += 1;
    await read();
    expect(reads).toBe(2);
  });

  it('asks for nothing where there is no workspace', async () => {
    expect(await read()).toEqual([]);
    expect(reads).toBe(0);
  });
});
