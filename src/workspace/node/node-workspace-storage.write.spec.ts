import { describe, expect, it, beforeEach } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, linkSync, lstatSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StorageHarness, kindOf, messageOf, pathsOf, storageWays } from '../../../test/support/storage-harness.js';
import { outcomeOf } from '../../../test/support/temporary-workspace.js';
import { WorkspaceError } from '../workspace.error.js';
import { NodeWorkspaceStorage } from './node-workspace-storage.js';
import { HostPath } from '../../common/private-facts.js';

describe.each(storageWays)(`${NodeWorkspaceStorage.name} %s, writing`, (_way, paths) => {
  const harness = new StorageHarness(paths);
  const { read, list, walk, walking, write, link } = harness;

  describe('write', () => {
    it('makes a file with its directories, readable by nobody else', async () => {
      expect(await write('new/dir/a.txt', 'hello')).toEqual({ path: 'new/dir/a.txt', created: true });
      expect(harness.workspace.text('new/dir/a.txt')).toBe('hello');
      expect(statSync(join(harness.workspace.root, 'new/dir/a.txt')).mode & 0o777).toBe(0o600);
      expect(statSync(join(harness.workspace.root, 'new/dir')).mode & 0o777).toBe(0o700);
    });

    it('replaces a file and keeps its mode', async () => {
      chmodSync(harness.workspace.put('run.sh', 'old and longer'), 0o755);
      expect(await write('run.sh', 'new')).toEqual({ path: 'run.sh', created: false });
      expect(harness.workspace.text('run.sh')).toBe('new');
      expect(statSync(join(harness.workspace.root, 'run.sh')).mode & 0o777).toBe(0o755);
    });

    it('writes the file that a link within the workspace means, also one that is not there yet', async () => {
      harness.workspace.put('real', 'old');
      link('real', 'link');
      link('made/later', 'dangling');
      expect(await write('link', 'new')).toEqual({ path: 'real', created: false });
      expect(harness.workspace.text('real')).toBe('new');
      expect(lstatSync(join(harness.workspace.root, 'link')).isSymbolicLink()).toBe(true);
      expect(await write('dangling', 'there')).toEqual({ path: 'made/later', created: true });
    });

    it('gives a hard-linked file a life of its own', async () => {
      const outside = join(harness.workspace.folder, 'outside');
      writeFileSync(outside, 'outside');
      linkSync(outside, join(harness.workspace.root, 'mine'));
      await write('mine', 'new');
      expect(statSync(outside).size).toBe(7);
      expect(harness.workspace.text('mine')).toBe('new');
    });

    it('writes no directory, no pipe and nothing outside, and leaves nothing behind', async () => {
      harness.workspace.put('dir/x');
      execFileSync('mkfifo', [join(harness.workspace.root, 'pipe')]);
      link('../made', 'out');
      const before = readdirSync(harness.workspace.folder, { recursive: true });
      expect(await kindOf(write('dir', 'a'))).toBe('not-a-file');
      expect(await kindOf(write('', 'a'))).toBe('not-a-file');
      expect(await kindOf(write('pipe', 'a'))).toBe('refused');
      expect(await kindOf(write('out', 'a'))).toBe('outside');
      expect(await kindOf(write('out/deeper/a', 'a'))).toBe('outside');
      expect(await kindOf(write('dir/x/y', 'a'))).toBe('not-a-directory');
      expect(await kindOf(write('missing/../a', 'a'))).toBe('not-found');
      expect(await kindOf(write('n'.repeat(300), 'a'))).toBe('refused');
      expect(await kindOf(write('d/'.repeat(200), 'a'))).toBe('refused');
      expect(readdirSync(harness.workspace.folder, { recursive: true })).toEqual(before);
    });

    it('replaces only what was expected, and leaves nothing behind otherwise', async () => {
      harness.workspace.put('a', 'one');
      await write('a', 'two', 'one');
      for (const expected of ['one', 'tw', 'two!', '']) {
        await expect(write('a', 'three', expected)).rejects.toThrow(
          '"a" has changed since it was read. Read it again.',
        );
      }
      expect(await kindOf(write('new', 'x', 'gone'))).toBe('changed');
      expect(harness.workspace.text('a')).toBe('two');
      expect(readdirSync(harness.workspace.root)).toEqual(['a']);
    });

    it('lets just one of many edits of the same text win', async () => {
      harness.workspace.put('a', 'start');
      const edits = Array.from({ length: 20 }, (_, turn) => kindOf(write('a', `edit ${turn}`, 'start')));
      const outcomes = await Promise.all(edits);
      expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome === 'changed')).toHaveLength(19);
      expect(readdirSync(harness.workspace.root)).toEqual(['a']);
    });

    it('shows a reader the old file or the new one, never half of it', async () => {
      const contents = ['a'.repeat(300_000), 'b'.repeat(200_000)];
      harness.workspace.put('a', contents[0]);
      const writes = (async () => {
        for (let turn = 1; turn < 40; turn++) await write('a', contents[turn % 2] ?? '');
      })();
      const seen = new Set<string>();
      // Where a file is held by its path, a reader may be told to try again.
      for (let turn = 0; turn < 40; turn++) {
        const outcome = await outcomeOf(read('a', 400_000));
        seen.add(outcome instanceof WorkspaceError ? outcome.kind : outcome.text);
      }
      await writes;
      expect([...seen].filter((text) => !contents.includes(text) && text !== 'changed')).toEqual([]);
    });

    it('makes the same directories for writers at the same time', async () => {
      const made = Array.from({ length: 10 }, (_, turn) => write(`x/y/z/${turn}`, 'a'));
      await Promise.all(made);
      expect(readdirSync(join(harness.workspace.root, 'x/y/z'))).toHaveLength(10);
    });
  });

  describe('hidden names', () => {
    beforeEach(() => {
      harness.scope = { ...harness.scope, hidden: new Set(['user.md', 'skills', 'memory.md']) };
    });

    it('G7: do not exist for read, list and walk, in any case', async () => {
      for (const path of ['USER.md', 'Skills/one/SKILL.md', 'docs/USER.md', 'SOUL.md'])
        harness.workspace.put(path, 'text');
      expect(pathsOf(await list())).toEqual(['SOUL.md', 'docs']);
      expect(pathsOf(await walk())).toEqual(['SOUL.md', 'docs', 'docs/USER.md']);
      for (const path of [
        'USER.md',
        './USER.md',
        'docs/../USER.md',
        'Skills/one/SKILL.md',
        join(harness.workspace.root, 'USER.md'),
      ]) {
        expect(await messageOf(read(path))).toBe(`${JSON.stringify(path)} does not exist.`);
      }
      expect(await kindOf(list('Skills'))).toBe('not-found');
      expect(await kindOf(walk('Skills/one'))).toBe('not-found');
      expect((await read('docs/USER.md')).text).toBe('text');
    });

    it('G7: do not exist by whatever link', async () => {
      for (const path of ['USER.md', 'skills/one', 'notes/private.md', 'notes/a'])
        harness.workspace.put(path, 'secret');
      link('USER.md', 'alias');
      link('../skills', 'notes/tools');
      link('notes/private.md', 'MEMORY.md');
      for (const path of ['alias', 'notes/tools/one', 'MEMORY.md', 'notes/private.md']) {
        expect(await kindOf(read(path))).toBe('not-found');
      }
      expect(await walk()).toEqual([
        { path: 'alias', kind: 'other' },
        { path: 'notes', kind: 'directory' },
        { path: 'notes/a', kind: 'file', size: 6 },
        { path: 'notes/tools', kind: 'other' },
      ]);
    });

    it('cannot be written, and the answer does not tell whether they are there', async () => {
      harness.workspace.put('USER.md', 'text');
      link('user.MD', 'alias');
      for (const path of ['USER.md', 'memory.md', 'alias', 'skills/new/SKILL.md']) {
        await expect(write(path, 'mine')).rejects.toThrow(`${JSON.stringify(path)} cannot be written in this run.`);
      }
      expect(readdirSync(harness.workspace.root).sort()).toEqual(['USER.md', 'alias']);
      expect(await write('docs/USER.md', 'fine')).toEqual({ path: 'docs/USER.md', created: true });
    });

    it('do not exist by way of a readable root around the workspace either', async () => {
      harness.workspace.put('USER.md', 'secret');
      harness.scope = { ...harness.scope, readableRoots: [new HostPath(harness.workspace.folder)] };
      link('..', 'up');
      link(harness.workspace.folder, 'around');
      for (const path of [
        join(harness.workspace.root, 'USER.md'),
        'up/workspace/USER.md',
        'around/workspace/USER.md',
      ]) {
        expect(['not-found', 'outside']).toContain(await kindOf(read(path)));
      }
      expect(pathsOf(await walk(harness.workspace.folder)).filter((path) => path.endsWith('USER.md'))).toEqual([]);
    });
  });

  it('leaves no descriptor open, whatever happens', async () => {
    harness.workspace.put('a/b/c', 'text');
    link('loop', 'loop');
    link('/etc', 'out');
    link(harness.workspace.root, 'round');
    execFileSync('mkfifo', [join(harness.workspace.root, 'pipe')]);
    const everything = async () => {
      const controller = new AbortController();
      for (const path of [
        'a/b/c',
        'a/b/c/d',
        'a/x',
        'a/..',
        '..',
        'loop',
        'out/passwd',
        'pipe',
        'round/a/b/../../..',
        'round/a',
      ]) {
        await kindOf(read(path));
        await kindOf(list(path));
        await kindOf(walk(path));
        await kindOf(write(path, 'new'));
        await kindOf(write(path, 'new', 'other'));
      }
      for await (const { path } of walking('', controller.signal)) if (path === 'a/b') break;
      const abort = async () => {
        for await (const { path } of walking('', controller.signal)) {
          if (path === 'a/b') controller.abort(new Error('enough'));
        }
      };
      await expect(abort()).rejects.toThrow('enough');
    };
    await everything();
    const openFiles = existsSync('/proc/self/fd') ? '/proc/self/fd' : '/dev/fd';
    const before = readdirSync(openFiles).length;
    for (let turn = 0; turn < 5; turn++) await everything();
    expect(readdirSync(openFiles).length).toBe(before);
  });
});
