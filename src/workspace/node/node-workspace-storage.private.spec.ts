import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { StorageHarness, kindOf, messageOf, pathsOf, storageWays } from '../../../test/support/storage-harness.js';
import { temporaryDirectory } from '../../../test/support/temporary-directory.js';
import { RandomIds } from '../../common/random-ids.js';
import { NodeWorkspaceFiles } from './node-workspace-files.js';
import { NodeWorkspaceStorage } from './node-workspace-storage.js';
import { holdRootByPath } from './portable-held-entry.js';
import { ScopePaths } from './scope-paths.js';
import { systemPaths } from './system-paths.js';
import { HostPath } from '../../common/private-facts.js';

const home = temporaryDirectory();
const stateDirectory = join(home, 'a', 'state');
const configFile = join(home, 'b', 'openclaw.json');
const privatePaths = [stateDirectory, configFile, join(home, 'nothing', 'here')];

const ways: [title: string, paths: ScopePaths][] = [
  ['as this system does it', systemPaths(privatePaths)],
  ['as systems without /proc do it', new ScopePaths(holdRootByPath, false, privatePaths)],
];

describe.each(ways)(`${NodeWorkspaceStorage.name} %s, private places`, (_way, paths) => {
  const harness = new StorageHarness(paths);
  const { read, list, walk, write } = harness;

  beforeEach(() => {
    for (const path of ['a', 'b', 'links']) rmSync(join(home, path), { recursive: true, force: true });
    for (const path of ['a/state/workspaces/main', 'b', 'links']) mkdirSync(join(home, path), { recursive: true });
    writeFileSync(join(stateDirectory, 'gateway-token'), 'canary');
    writeFileSync(configFile, 'canary');
    writeFileSync(join(home, 'b', 'plain.txt'), 'plain');
    harness.scope = { ...harness.scope, root: new HostPath(home) };
  });

  const inside = [
    'a/state',
    'a/state/gateway-token',
    'a/./state/../state/gateway-token',
    'a/state/workspaces/main',
    'b/openclaw.json',
    configFile,
  ];

  it('do not exist at any depth, whoever asks', async () => {
    expect(pathsOf(await walk())).toEqual(['a', 'b', 'b/plain.txt', 'links']);
    expect(await list('a')).toEqual([]);
    for (const path of inside) {
      expect(await messageOf(read(path))).toBe(`${JSON.stringify(path)} does not exist.`);
      expect(await kindOf(list(path))).toBe('not-found');
      expect(await kindOf(walk(path))).toBe('not-found');
      await expect(write(path, 'mine')).rejects.toThrow('cannot be written in this run');
    }
    expect((await read('b/plain.txt')).text).toBe('plain');
    expect(readdirSync(stateDirectory).sort()).toEqual(['gateway-token', 'workspaces']);
  });

  it('do not exist by links, and not under another name', async () => {
    const links = join(home, 'links');
    for (const [target, name] of [
      ['../a/state', 'state'],
      [configFile, 'config'],
      ['state/gateway-token', 'token'],
    ] as const) {
      symlinkSync(target, join(links, name));
    }
    for (const path of ['links/state/gateway-token', 'links/config', 'links/token']) {
      expect(await kindOf(read(path))).toBe('not-found');
    }
    expect((await list('links')).map(({ kind }) => kind)).toEqual(['other', 'other', 'other']);
    renameSync(stateDirectory, join(home, 'a', 'moved'));
    symlinkSync('moved', stateDirectory);
    expect(await kindOf(read('a/moved/gateway-token'))).toBe('not-found');
    expect(await kindOf(read('a/state/gateway-token'))).toBe('not-found');
  });

  it('do not exist by way of a readable root either', async () => {
    harness.scope = { ...harness.workspace.scope, readableRoots: [new HostPath(home)] };
    expect(await kindOf(read(join(stateDirectory, 'gateway-token')))).toBe('not-found');
    expect((await read(join(home, 'b', 'plain.txt'))).text).toBe('plain');
  });

  it('are found anew for each use, because a saved file is another one', async () => {
    const next = join(home, 'b', 'next');
    writeFileSync(next, 'canary');
    renameSync(next, configFile);
    expect(await kindOf(read('b/openclaw.json'))).toBe('not-found');
  });

  it('leave a workspace in the state directory as it is', async () => {
    harness.scope = { ...harness.scope, root: new HostPath(join(stateDirectory, 'workspaces', 'main')) };
    await write('notes/a.md', 'mine');
    expect((await read('notes/a.md')).text).toBe('mine');
    expect((await read(join(stateDirectory, 'workspaces', 'main', 'notes/a.md'))).text).toBe('mine');
    expect(pathsOf(await walk())).toEqual(['notes', 'notes/a.md']);
  });

  it('are no notes', async () => {
    const sut = new NodeWorkspaceFiles(paths);
    writeFileSync(join(home, 'b', 'SOUL.md'), 'soul');
    const notes = await sut.readNotes(new HostPath(join(home, 'b')), ['openclaw.json', 'SOUL.md'], 100);
    expect(notes.map(({ name }) => name)).toEqual(['SOUL.md']);
  });
});

describe.each(storageWays)(`${NodeWorkspaceStorage.name} %s, files being written`, (_way, paths) => {
  const harness = new StorageHarness(paths);
  const { read, list, walk, write, link } = harness;
  const temporary = '.openclaw-write-0123';

  it('G7: do not exist in any directory, in any case, by whatever link', async () => {
    for (const directory of ['', 'docs/']) harness.workspace.put(`${directory}${temporary}`, 'canary');
    harness.workspace.put('docs/.OpenClaw-Write-folder/a', 'canary');
    link(temporary, 'alias');
    const hidden = [temporary, `docs/${temporary}`, `./docs/../${temporary}`, 'docs/.OpenClaw-Write-folder/a', 'alias'];
    for (const path of hidden) {
      expect(await messageOf(read(path))).toBe(`${JSON.stringify(path)} does not exist.`);
      expect(await kindOf(walk(path))).toBe('not-found');
      await expect(write(path, 'mine')).rejects.toThrow('cannot be written in this run');
    }
    expect(pathsOf(await walk())).toEqual(['alias', 'docs']);
    expect(await list()).toEqual([
      { path: 'alias', kind: 'other' },
      { path: 'docs', kind: 'directory' },
    ]);
  });

  it('are removed by the next write in their directory when a crash left them', async () => {
    const [old, young, other] = [`docs/${temporary}`, 'docs/.openclaw-write-young', temporary];
    for (const path of [old, young, other]) harness.workspace.put(path, 'canary');
    linkSync(harness.workspace.put('kept.md'), join(harness.workspace.root, 'docs', 'kept.md'));
    const longAgo = new Date(Date.now() - 61_000);
    for (const path of [old, other, 'kept.md']) utimesSync(join(harness.workspace.root, path), longAgo, longAgo);
    await write('docs/a.md', 'mine');
    expect(readdirSync(join(harness.workspace.root, 'docs')).sort()).toEqual([
      '.openclaw-write-young',
      'a.md',
      'kept.md',
    ]);
    expect(existsSync(join(harness.workspace.root, other))).toBe(true);
  });

  it('are left alone while they are being written, whatever the clocks say', async () => {
    const sut = new NodeWorkspaceStorage(paths, new RandomIds(), new FakeClock(Date.UTC(2100, 0, 1)));
    const long = sut.write(harness.scope, 'long', Buffer.alloc(20_000_000));
    const others = async () => {
      for (let turn = 0; turn < 20; turn++) await sut.write(harness.scope, `${turn}`, Buffer.from('text'));
    };
    await Promise.all([long, others()]);
    expect(readdirSync(harness.workspace.root)).toContain('long');
  });
});

describe.each(storageWays)(`${NodeWorkspaceStorage.name} %s, lists in part`, (_way, paths) => {
  const harness = new StorageHarness(paths);
  const sut = new NodeWorkspaceStorage(paths, new RandomIds(), new FakeClock());

  beforeEach(() => {
    for (const path of ['d', 'a', 'USER.md', 'c', 'b']) harness.workspace.put(path);
    harness.scope = { ...harness.scope, hidden: new Set(['user.md']) };
  });

  it('gives the first entries that are not hidden', async () => {
    const listed = async (limit: number) => pathsOf(await sut.list(harness.scope, '', { limit }));
    expect(await listed(2)).toEqual(['a', 'b']);
    expect(await listed(0)).toEqual([]);
    expect(await listed(9)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('ends with the reason when it is aborted, before it or meanwhile', async () => {
    const reason = new Error('enough');
    await expect(sut.list(harness.scope, '', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const { signal } = new AbortController();
    let checks = 0;
    jest.spyOn(signal, 'throwIfAborted').mockImplementation(() => {
      if (++checks === 4) throw reason;
    });
    await expect(sut.list(harness.scope, '', { signal })).rejects.toBe(reason);
    expect(checks).toBe(4);
  });
});
