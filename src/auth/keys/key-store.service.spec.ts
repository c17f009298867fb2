import { chmodSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Logger } from '@nestjs/common';
import { afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '../../../test/support/eventually.js';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { storedKey, writeKeys } from '../../../test/support/key-file.js';
import { temporaryDirectory } from '../../../test/support/temporary-directory.js';
import { StateDirectory } from '../../config/state-directory.js';
import { keyFilePath } from './key-file.js';
import { KeyStore } from './key-store.service.js';

const scratch = temporaryDirectory();
const open: KeyStore[] = [];
let count = 0;

function start(prepare: (stateDir: string) => void = () => undefined) {
  const stateDir = join(scratch, `state-${count++}`);
  const state = StateDirectory.open(stateDir);
  prepare(stateDir);
  const clock = new FakeClock();
  const sut = new KeyStore(state, clock);
  sut.onModuleInit();
  open.push(sut);
  const changed = jest.fn();
  sut.onChange(changed);
  return { stateDir, clock, changed, names: () => sut.keys.map(({ name }) => name) };
}

beforeAll(() => {
  Logger.overrideLogger(false);
});
afterEach(() => open.splice(0).forEach((store) => store.onApplicationShutdown()));

describe(KeyStore.name, () => {
  it('makes its directory for this user only, and has no keys then', () => {
    const { stateDir, names } = start();
    expect(names()).toEqual([]);
    expect(statSync(dirname(keyFilePath(stateDir))).mode & 0o777).toBe(0o700);
  });

  it('sees keys that are put there, replaced and taken away while it runs', async () => {
    const { stateDir, changed, names } = start((path) => writeKeys(path, [storedKey('ann')]));
    expect(names()).toEqual(['ann']);
    writeKeys(stateDir, [storedKey('ann'), storedKey('bob')]);
    await eventually(() => changed.mock.calls.length === 1);
    expect(names()).toEqual(['ann', 'bob']);
    rmSync(keyFilePath(stateDir));
    await eventually(() => changed.mock.calls.length === 2);
    expect(names()).toEqual([]);
  });

  it('looks by itself where nobody tells it, and only tells of what is new', async () => {
    const { stateDir, clock, changed, names } = start();
    // The watcher stays with the directory that is gone.
    rmSync(dirname(keyFilePath(stateDir)), { recursive: true });
    for (const name of ['ann', 'bob', 'eve']) {
      writeKeys(stateDir, [storedKey(name)]);
      await clock.advance(5_000);
      expect(names()).toEqual([name]);
    }
    await clock.advance(10_000);
    expect(changed).toHaveBeenCalledTimes(3);
  });

  it('keeps what it had when the file cannot be read, and has none at the start', async () => {
    const { stateDir, clock, changed, names } = start((path) => writeKeys(path, [storedKey('ann')]));
    writeFileSync(keyFilePath(stateDir), '{');
    await clock.advance(5_000);
    expect([names(), changed.mock.calls.length]).toEqual([['ann'], 0]);
    const damaged = start((path) => {
      writeKeys(path, [storedKey('ann')]);
      chmodSync(keyFilePath(path), 0o666);
    });
    expect(damaged.names()).toEqual([]);
  });
});
