import { mkdirSync, renameSync, rmSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock } from '../../test/support/fake-clock.js';
import { plainStorage, writeSkill } from '../../test/support/skill-fixtures.js';
import { temporaryDirectory } from '../../test/support/temporary-directory.js';
import { SkillScanner } from './skill-scanner.service.js';
import { workspaceSource } from './skill-source.js';
import { HostPath } from '../common/private-facts.js';

const root = temporaryDirectory();
let workspaces = 0;

describe(SkillScanner.name, () => {
  let workspace: string;
  let directory: string;
  let storage: ReturnType<typeof plainStorage>;
  let clock: FakeClock;
  let sut: SkillScanner;

  const scan = () => sut.scan(workspaceSource(new HostPath(workspace)));
  const names = async () => (await scan())?.found.map(({ name }) => name);
  const problems = async () => (await scan())?.problems;
  const write = (folder: string, name = folder) => writeSkill(directory, folder, `name: ${name}\ndescription: d`);

  beforeEach(() => {
    workspace = join(root, String(workspaces++));
    directory = join(workspace, 'skills');
    mkdirSync(directory, { recursive: true });
    storage = plainStorage();
    // Far enough ahead of the file system that its times count as settled.
    clock = new FakeClock(Date.now() + 60_000);
    sut = new SkillScanner(storage, clock);
  });

  it('finds folders with a SKILL.md, in order, and nothing else', async () => {
    write('b');
    write('a');
    write('.git');
    write('node_modules');
    writeFileSync(join(directory, 'README.md'), '---\nname: x\ndescription: y\n---\n');
    expect(await names()).toEqual(['a', 'b']);
    expect(await problems()).toEqual([]);
  });

  it('tells of each folder what is wrong with it, and goes on', async () => {
    mkdirSync(join(directory, 'empty'));
    mkdirSync(join(directory, 'text'));
    writeFileSync(join(directory, 'text', 'SKILL.md'), '# no front matter');
    truncateSync(writeSkill(directory, 'huge', 'name: huge\ndescription: d'), 256 * 1024 + 1);
    symlinkSync('/etc', join(directory, 'link'));
    write('good');
    expect(await names()).toEqual(['good']);
    expect(await problems()).toEqual([
      { folder: 'link', text: expect.stringContaining('a link that leads nowhere or elsewhere') },
      { folder: 'empty', text: expect.stringContaining('There is no SKILL.md in it.') },
      { folder: 'huge', text: expect.stringContaining('larger than 256 KiB') },
      { folder: 'text', text: expect.stringMatching(/^Its SKILL\.md does not begin with front matter\. .*\.$/) },
    ]);
  });

  it('reads a bounded number of folders', async () => {
    for (let index = 0; index < 203; index++) mkdirSync(join(directory, `s${index}`));
    await scan();
    expect(storage.reads).toHaveLength(200);
    expect((await problems())?.[0]).toEqual({ text: 'It holds more than 200 folders; only the first are read.' });
  });

  it('has nothing where the directory is missing, and a problem where it is a file', async () => {
    rmSync(directory, { recursive: true });
    expect(await scan()).toBeUndefined();
    expect(storage.lists).toEqual([]);
    writeFileSync(directory, '');
    expect(await problems()).toEqual([{ text: 'It cannot be read: This is no directory.' }]);
  });

  it('reads once while nothing changes', async () => {
    write('a');
    await scan();
    await scan();
    expect([storage.lists, storage.reads]).toEqual([['skills'], ['skills/a/SKILL.md']]);
  });

  it('sees a changed, a new, a removed and a renamed skill at the next scan', async () => {
    write('a');
    mkdirSync(join(directory, 'b'));
    expect(await names()).toEqual(['a']);
    write('a', 'other');
    expect(await names()).toEqual(['other']);
    // The folder was there before; only its file is new.
    write('b');
    expect(await names()).toEqual(['other', 'b']);
    rmSync(join(directory, 'a', 'SKILL.md'));
    expect(await names()).toEqual(['b']);
    renameSync(join(directory, 'b'), join(directory, 'c'));
    utimesSync(directory, new Date(), new Date(Date.now() - 10_000));
    expect((await scan())?.found.map(({ folder }) => folder)).toEqual(['c']);
  });

  it('calls at the same time share one reading', async () => {
    write('a');
    await Promise.all([scan(), scan(), scan()]);
    expect(storage.reads).toHaveLength(1);
    write('a', 'other');
    expect(await Promise.all([names(), names(), names()])).toEqual([['other'], ['other'], ['other']]);
    expect(storage.reads).toHaveLength(2);
  });

  it('does not keep a failure', async () => {
    const { list } = storage;
    storage.list = () => Promise.reject(new Error('EIO'));
    await expect(scan()).rejects.toThrow('EIO');
    storage.list = list;
    write('a');
    expect(await names()).toEqual(['a']);
  });
});
