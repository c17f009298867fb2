import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { existsSync, linkSync, mkdirSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StorageHarness, kindOf, messageOf, pathsOf, storageWays } from '../../../test/support/storage-harness.js';
import { NodeWorkspaceStorage } from './node-workspace-storage.js';
import { HostPath } from '../../common/private-facts.js';

describe.each(storageWays)(`${NodeWorkspaceStorage.name} %s`, (_way, paths) => {
  const harness = new StorageHarness(paths);
  const { read, list, walk, walking, write, link } = harness;

  describe('read', () => {
    it.each(['docs/a.txt', './docs/a.txt', 'docs//a.txt', 'docs/a.txt/', 'docs/../docs/./a.txt'])(
      'understands %s',
      async (path) => {
        harness.workspace.put('docs/a.txt', 'hello');
        expect(await read(path)).toEqual({ path: 'docs/a.txt', text: 'hello', size: 5 });
      },
    );

    it('gives the start of a long file, and its whole size', async () => {
      harness.workspace.put('long.txt', 'x'.repeat(100_000));
      expect(await read('long.txt', 3)).toEqual({ path: 'long.txt', text: 'xxx', size: 100_000 });
      expect((await read('long.txt', 0)).text).toBe('');
    });

    it('reserves no more memory than was asked for', async () => {
      truncateSync(harness.workspace.put('huge'), 2 ** 40);
      expect((await read('huge', 10)).text.length).toBe(10);
    });

    it('takes a backslash as the ordinary character that it is here', async () => {
      harness.workspace.put('a\\b', 'one name');
      expect((await read('a\\b')).text).toBe('one name');
    });

    it('follows links within the workspace and says where the file is', async () => {
      harness.workspace.put('docs/deep/a.txt', 'hello');
      link('docs/deep', 'relative');
      link(join(harness.workspace.root, 'docs'), 'absolute');
      link('../relative/../deep/a.txt', 'docs/b.txt');
      const expected = { path: 'docs/deep/a.txt', text: 'hello', size: 5 };
      for (const path of ['relative/a.txt', 'absolute/deep/a.txt', 'docs/b.txt']) {
        expect(await read(path)).toEqual(expected);
      }
    });

    it('tells what is wrong with a path, as it was given', async () => {
      harness.workspace.put('docs/a.txt');
      link('loop', 'loop');
      await expect(read('docs/b.txt')).rejects.toThrow('"docs/b.txt" does not exist.');
      await expect(read('nowhere/../docs/a.txt')).rejects.toThrow('does not exist');
      await expect(read('docs')).rejects.toThrow('"docs" is a directory, not a file.');
      await expect(read('')).rejects.toThrow('is a directory');
      await expect(read('docs/a.txt/b')).rejects.toThrow(
        '"docs/a.txt/b" is a file or leads through one, not a directory.',
      );
      await expect(read('../a')).rejects.toThrow(
        '"../a" is outside the workspace. Paths are relative to the workspace.',
      );
      await expect(read('loop')).rejects.toThrow('"loop" goes through too many links.');
      await expect(read('a\0b')).rejects.toThrow('"a\\u0000b" is not a path that can be used here.');
      await expect(read('x'.repeat(300))).rejects.toThrow('too long');
      await expect(read('a/'.repeat(3_000))).rejects.toThrow('too long');
    });

    it('goes down a bounded number of directories', async () => {
      harness.workspace.put(`${'d/'.repeat(129)}a`, 'deep');
      expect(await kindOf(read(`${'d/'.repeat(129)}a`))).toBe('refused');
      await expect(read(`${'d/'.repeat(129)}a`)).rejects.toThrow('too many directories');
    });

    it('refuses a file with further hard links, which may be one from outside', async () => {
      writeFileSync(join(harness.workspace.folder, 'secret'), 'secret');
      linkSync(join(harness.workspace.folder, 'secret'), join(harness.workspace.root, 'mine'));
      await expect(read('mine')).rejects.toThrow('has further hard links');
      expect(await kindOf(read('mine'))).toBe('refused');
    });

    it('refuses a pipe and does not wait for it', async () => {
      execFileSync('mkfifo', [join(harness.workspace.root, 'pipe')]);
      await expect(read('pipe')).rejects.toThrow('device, pipe or socket');
    });

    it('has a system failure told without its cause and its place', async () => {
      harness.workspace.put('closed/a');
      const closed = join(harness.workspace.root, 'closed');
      const error = await read(`closed/${'n'.repeat(256)}`).catch((thrown: unknown) => thrown);
      expect(String(error)).not.toContain(closed);
    });
  });

  describe('roots', () => {
    it('understands an absolute path in the workspace, by its given name and its real one', async () => {
      harness.workspace.put('a.txt', 'hello');
      symlinkSync(harness.workspace.root, join(harness.workspace.folder, 'alias'));
      harness.scope = { ...harness.scope, root: new HostPath(join(harness.workspace.folder, 'alias')) };
      for (const root of ['alias', 'workspace']) {
        expect((await read(join(harness.workspace.folder, root, 'a.txt'))).path).toBe('a.txt');
      }
    });

    it('refuses every absolute path where they are not understood', async () => {
      harness.workspace.put('a.txt', 'hello');
      harness.scope = { ...harness.scope, absolutePaths: false };
      const messages = await Promise.all(
        [join(harness.workspace.root, 'a.txt'), '/etc/passwd', '/no/such/file'].map((path) =>
          messageOf(read(path)).then((message) => message.replace(path, 'PATH')),
        ),
      );
      expect(new Set(messages)).toEqual(
        new Set(['"PATH" is outside the workspace. Paths are relative to the workspace.']),
      );
    });

    it('reads and lists a readable root, also through a link, and does not write there', async () => {
      const skills = join(harness.workspace.folder, 'skills');
      mkdirSync(join(skills, 'one'), { recursive: true });
      writeFileSync(join(skills, 'one', 'SKILL.md'), 'skill');
      link(skills, 'linked');
      harness.scope = {
        ...harness.scope,
        readableRoots: [join(harness.workspace.folder, 'gone'), skills].map((root) => new HostPath(root)),
      };
      const file = join(skills, 'one', 'SKILL.md');

      expect(await read(file)).toEqual({ path: file, text: 'skill', size: 5 });
      expect((await read('linked/one/SKILL.md')).path).toBe(file);
      expect(await list(skills)).toEqual([{ path: join(skills, 'one'), kind: 'directory' }]);
      expect(pathsOf(await walk(skills))).toEqual([join(skills, 'one'), file]);
      for (const path of [file, 'linked/one/SKILL.md', join(skills, 'new/file')]) {
        await expect(write(path, 'mine')).rejects.toThrow('can be read but not written');
      }
      expect(existsSync(join(skills, 'new'))).toBe(false);
      await expect(read(`${skills}/../workspace/a`)).rejects.toThrow('outside');
    });

    it('has an empty workspace where there is none yet, and makes it for the first file', async () => {
      rmSync(harness.workspace.root, { recursive: true });
      expect(await list('.')).toEqual([]);
      expect(await walk('')).toEqual([]);
      expect(await kindOf(read('a'))).toBe('not-found');
      expect(await kindOf(list('a'))).toBe('not-found');
      expect(await kindOf(walk('a'))).toBe('not-found');
      expect(await kindOf(read('a/../../b'))).toBe('outside');
      expect(await write('a/b', 'first')).toEqual({ path: 'a/b', created: true });
      expect(statSync(harness.workspace.root).mode & 0o777).toBe(0o700);
    });

    it('says so where the workspace is no directory', async () => {
      harness.scope = { ...harness.scope, root: new HostPath(harness.workspace.put('file')) };
      await expect(list()).rejects.toThrow('the workspace is not a directory');
      await expect(write('a', 'b')).rejects.toThrow('the workspace is not a directory');
    });

    it('says so where the workspace cannot be made, and does not go on for ever', async () => {
      link('nowhere', 'broken');
      for (const root of ['/proc/self/ws', '/proc/self/a/b', join(harness.workspace.root, 'broken')]) {
        harness.scope = { ...harness.scope, root: new HostPath(root) };
        await expect(write('a', 'b')).rejects.toThrow('the workspace is not a directory');
      }
    });

    it('leaves the file systems that show the machine out of a workspace as wide as it', async () => {
      harness.scope = { ...harness.scope, root: new HostPath('/') };
      for (const path of ['proc/self/environ', '/proc/1/root/etc/passwd', 'dev/zero', 'sys/kernel']) {
        expect(await kindOf(read(path))).toBe('outside');
      }
      expect(pathsOf(await list())).not.toContain('proc');
    });
  });

  describe('list', () => {
    it('names what is there, by name, links by what they mean', async () => {
      harness.workspace.put('b.txt', 'four');
      harness.workspace.put('a/x');
      link('b.txt', 'c');
      link('a', 'd');
      link('../outside', 'e');
      link('nowhere', 'f');
      link('/etc', 'g');
      execFileSync('mkfifo', [join(harness.workspace.root, 'h')]);
      expect(await list()).toEqual([
        { path: 'a', kind: 'directory' },
        { path: 'b.txt', kind: 'file', size: 4 },
        { path: 'c', kind: 'file', size: 4 },
        { path: 'd', kind: 'directory' },
        ...['e', 'f', 'g', 'h'].map((path) => ({ path, kind: 'other' })),
      ]);
      expect(pathsOf(await list('a'))).toEqual(['a/x']);
      expect(pathsOf(await list('d/'))).toEqual(['a/x']);
    });

    it('leaves out what a crash left of a write, as walk does', async () => {
      harness.workspace.put('a/.openclaw-write-1', 'half');
      harness.workspace.put('a/whole');
      expect(pathsOf(await list('a'))).toEqual(['a/whole']);
      expect(pathsOf(await walk())).toEqual(['a', 'a/whole']);
    });

    it('lists directories only', async () => {
      harness.workspace.put('a');
      await expect(list('a')).rejects.toThrow('not a directory');
      expect(await kindOf(list('b'))).toBe('not-found');
      expect(await kindOf(list('..'))).toBe('outside');
    });
  });

  describe('walk', () => {
    it('gives parents before children, by name, and follows no link', async () => {
      for (const path of ['b/2/x', 'b/1', 'a', 'b.txt', 'B/y']) harness.workspace.put(path);
      link('b', 'link');
      link('..', 'b/up');
      expect(pathsOf(await walk())).toEqual(['B', 'B/y', 'a', 'b', 'b/1', 'b/2', 'b/2/x', 'b/up', 'b.txt', 'link']);
      expect((await walk()).find((entry) => entry.path === 'link')?.kind).toBe('directory');
      expect(pathsOf(await walk('b'))).toEqual(['b/1', 'b/2', 'b/2/x', 'b/up']);
      expect(pathsOf(await walk('link'))).toEqual(pathsOf(await walk('b')));
    });

    it('gives the one file that the path is', async () => {
      harness.workspace.put('a/b', 'three');
      expect(await walk('a/b')).toEqual([{ path: 'a/b', kind: 'file', size: 5 }]);
    });

    it('tells of what is no path at once, not as an empty walk', async () => {
      execFileSync('mkfifo', [join(harness.workspace.root, 'pipe')]);
      expect(await kindOf(walk('nowhere'))).toBe('not-found');
      expect(await kindOf(walk('../x'))).toBe('outside');
      expect(await kindOf(walk('pipe'))).toBe('refused');
    });

    it('survives what vanishes or turns into something else while it goes on', async () => {
      for (const path of ['a/1', 'b/1', 'c/1', 'd/1']) harness.workspace.put(path);
      const seen: string[] = [];
      for await (const { path } of walking()) {
        seen.push(path);
        if (path === 'a') rmSync(join(harness.workspace.root, 'a'), { recursive: true });
        if (path === 'b') {
          rmSync(join(harness.workspace.root, 'b'), { recursive: true });
          link('/etc', 'b');
          rmSync(join(harness.workspace.root, 'c'), { recursive: true });
        }
      }
      expect(seen).toEqual(['a', 'b', 'd', 'd/1']);
    });

    it('ends with the reason when it is aborted', async () => {
      for (const path of ['a', 'b', 'c']) harness.workspace.put(path);
      const controller = new AbortController();
      const reason = new Error('enough');
      const seen: string[] = [];
      const work = async () => {
        for await (const { path } of walking('', controller.signal)) {
          seen.push(path);
          controller.abort(reason);
        }
      };
      await expect(work()).rejects.toBe(reason);
      expect(seen).toEqual(['a']);
      await expect(walk('', controller.signal)).rejects.toBe(reason);
    });

    it('goes down to a bounded depth', async () => {
      harness.workspace.put(`${'d/'.repeat(70)}x`);
      expect(await walk()).toHaveLength(64);
    });
  });
});
