import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { eventually } from '../../test/support/eventually.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { temporaryDirectory } from '../../test/support/temporary-directory.js';
import { ConfigService } from './config.service.js';
import { ConfigWatcher } from './config-watcher.js';
import { loadConfiguration } from './load-configuration.js';

const scratch = temporaryDirectory();
const path = join(scratch, 'openclaw.json5');

describe('ConfigWatcher', () => {
  let clock: FakeClock;
  let config: ConfigService;
  let sut: ConfigWatcher;

  beforeEach(() => {
    for (const level of ['log', 'error'] as const) jest.spyOn(Logger.prototype, level).mockReturnValue(undefined);
    writeFileSync(path, '{ gateway: { maxConcurrentRuns: 1 } }');
    clock = new FakeClock();
    config = new ConfigService(loadConfiguration({ path, env: {}, stateDir: join(scratch, 'state') }));
    sut = new ConfigWatcher(config, clock);
    sut.onApplicationBootstrap();
  });
  afterEach(() => {
    sut.onApplicationShutdown();
    jest.restoreAllMocks();
  });

  const noticed = () => eventually(() => clock.waiting === 1);
  const runs = () => config.sections.gateway.current.maxConcurrentRuns;

  it('A7: applies the file once it has settled after an editor put a new one in its place', async () => {
    const changed = new Promise<number>((resolve) => {
      config.sections.gateway.onChange((next) => resolve(next.maxConcurrentRuns));
    });
    writeFileSync(`${path}.tmp`, '{ gateway: { maxConcurrentRuns: 2 } }');
    renameSync(`${path}.tmp`, path);
    await noticed();
    expect(runs()).toBe(1);
    await clock.advance(100);
    expect(await changed).toBe(2);
  });

  it('A7: a file that is gone keeps the last good configuration; when it is back it is applied', async () => {
    rmSync(path);
    await noticed();
    await clock.advance(100);
    expect(runs()).toBe(1);
    writeFileSync(path, '{ gateway: { maxConcurrentRuns: 3 } }');
    await noticed();
    await clock.advance(100);
    expect(runs()).toBe(3);
  });

  it('A7: an invalid file is told once, not at each event of the directory', async () => {
    const reload = jest.spyOn(config, 'reload');
    writeFileSync(path, '{ nope: 1 }');
    await noticed();
    await clock.advance(100);
    writeFileSync(path, '{ nope: 1 }');
    await noticed();
    await clock.advance(100);
    expect(reload).toHaveBeenCalledTimes(1);
    expect(reload).toHaveReturnedWith(expect.objectContaining({ outcome: 'refused' }));
  });

  it('A7: nothing is read after shutdown', async () => {
    writeFileSync(path, '{ gateway: { maxConcurrentRuns: 4 } }');
    await noticed();
    sut.onApplicationShutdown();
    await clock.advance(100);
    expect(runs()).toBe(1);
  });
});
