import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Logger } from '@nestjs/common';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { keyCredential, sharedToken } from '../../../test/support/credentials.js';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { FakeIds } from '../../../test/support/fake-ids.js';
import { temporaryDirectory } from '../../../test/support/temporary-directory.js';
import { StateDirectory } from '../../config/state-directory.js';
import { KeyUses } from './key-uses.service.js';
import { parseKeyUses } from './parse-key-uses.js';

const scratch = temporaryDirectory();
const start = Date.UTC(2026, 0, 1);
let count = 0;

function make() {
  const stateDir = join(scratch, `state-${count++}`);
  const path = join(stateDir, 'keys', 'uses.json');
  mkdirSync(dirname(path), { recursive: true });
  const clock = new FakeClock(start);
  const sut = new KeyUses(new StateDirectory(stateDir), clock, new FakeIds());
  return { sut, clock, path, read: () => parseKeyUses(readFileSync(path, 'utf8')) };
}

beforeAll(() => {
  Logger.overrideLogger(false);
});

describe(KeyUses.name, () => {
  it('writes the last use of each key, some time later and once for many', async () => {
    const { sut, clock, path, read } = make();
    sut.note(keyCredential('ann'));
    sut.note(sharedToken);
    await clock.advance(10_000);
    sut.note(keyCredential('ann'));
    sut.note(keyCredential('bob'));
    expect(existsSync(path)).toBe(false);
    await clock.advance(50_000);
    expect(read()).toEqual({ ann: start + 10_000, bob: start + 10_000 });
    expect([statSync(path).mode & 0o777, readdirSync(dirname(path)), clock.waiting]).toEqual([0o600, ['uses.json'], 0]);
  });

  it('keeps what was known before, and writes the rest at the end', () => {
    const { sut, path, read } = make();
    writeFileSync(path, JSON.stringify({ bob: 5, eve: 'now', ann: 6 }));
    sut.note(keyCredential('ann'));
    sut.onApplicationShutdown();
    expect(read()).toEqual({ bob: 5, ann: start });
  });

  it('goes on where it cannot write, and tries again', async () => {
    const { sut, clock, path, read } = make();
    rmSync(dirname(path), { recursive: true });
    sut.note(keyCredential('ann'));
    await clock.advance(60_000);
    mkdirSync(dirname(path));
    sut.note(keyCredential('bob'));
    await clock.advance(60_000);
    expect(read()).toEqual({ ann: start, bob: start + 60_000 });
  });
});
