import { describe, expect, it } from '@jest/globals';
import { mkdirSync, realpathSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '../../../test/support/temporary-directory.js';
import { ProtectedPlaces } from './protected-places.js';

const base = realpathSync(temporaryDirectory());

/** A directory with a state directory deep in it, and what protects that. */
function place(name: string) {
  const around = join(base, name);
  const stateDirectory = join(around, '.local', 'state');
  mkdirSync(join(stateDirectory, 'workspaces', 'main'), { recursive: true });
  const config = join(around, 'config', 'openclaw.json');
  mkdirSync(join(around, 'config'));
  writeFileSync(config, '{}');
  return {
    around,
    stateDirectory,
    config,
    sut: new ProtectedPlaces({ stateDirectory, hiddenPaths: [config, around] }),
  };
}

describe(ProtectedPlaces.name, () => {
  it('allows writing beside and below the places, and in a home itself', async () => {
    const { stateDirectory, config, around } = place('a');
    const sut = new ProtectedPlaces({ stateDirectory, hiddenPaths: [config, join(around, 'home')] });
    mkdirSync(join(around, 'home'));
    for (const path of ['home', '.local/state/workspaces/main', 'config/beside', '.local/stat']) {
      expect(await sut.allowWritingIn(join(around, path))).toBe(true);
    }
  });

  it('allows no writing around a place, however deep it lies', async () => {
    const { sut, around, stateDirectory } = place('b');
    for (const path of [
      around,
      join(around, '.local'),
      join(around, 'config'),
      stateDirectory,
      base,
      '/',
      '/proc/self',
    ])
      expect(await sut.allowWritingIn(path)).toBe(false);
  });

  it('nor where the place has been moved within the directory, and where it was never there', async () => {
    const { sut, around, stateDirectory } = place('c');
    expect(await sut.allowWritingIn(around)).toBe(false);
    renameSync(join(around, '.local'), join(around, 'moved'));
    const anew = new ProtectedPlaces({ stateDirectory, hiddenPaths: [] });
    expect([await sut.allowWritingIn(around), await anew.allowWritingIn(around)]).toEqual([false, false]);
  });

  it('remembers where a link led that is broken now', async () => {
    const { around, stateDirectory } = place('d');
    const link = join(base, 'link-to-state');
    symlinkSync(stateDirectory, link);
    const sut = new ProtectedPlaces({ stateDirectory: link, hiddenPaths: [] });
    expect(await sut.allowWritingIn(join(base, 'elsewhere'))).toBe(true);
    renameSync(join(around, '.local'), join(around, 'moved'));
    expect(await sut.allowWritingIn(around)).toBe(false);
  });

  it('allows none around a link that leads to a place', async () => {
    const { config } = place('e');
    const holder = join(base, 'holder');
    mkdirSync(holder);
    symlinkSync(config, join(holder, 'openclaw.json'));
    const sut = new ProtectedPlaces({
      stateDirectory: join(base, 'nowhere'),
      hiddenPaths: [join(holder, 'openclaw.json')],
    });
    expect(await sut.allowWritingIn(holder)).toBe(false);
  });

  it('says beforehand by an earlier look, and by a new one when it matters', async () => {
    const { around } = place('g');
    const link = join(around, 'link');
    const sut = new ProtectedPlaces({ stateDirectory: join(link, 'state'), hiddenPaths: [] });
    const target = join(base, 'target');
    expect(await sut.wouldAllowWritingIn(target)).toBe(true);
    mkdirSync(target);
    symlinkSync(target, link);
    expect(await sut.wouldAllowWritingIn(target)).toBe(true);
    expect(await sut.allowWritingIn(target)).toBe(false);
    expect(await sut.wouldAllowWritingIn(target)).toBe(false);
  });

  it('hides what is there, by its real path', async () => {
    const { config, around } = place('f');
    symlinkSync(around, join(base, 'to-f'));
    const sut = new ProtectedPlaces({
      stateDirectory: join(base, 'to-f'),
      hiddenPaths: [config, join(base, 'missing')],
    });
    expect(await sut.hidden()).toEqual([
      { path: around, kind: 'directory' },
      { path: config, kind: 'file' },
    ]);
  });
});
