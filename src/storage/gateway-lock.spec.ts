import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { temporaryDirectory } from '../../test/support/temporary-directory.js';
import { thrownBy } from '../../test/support/thrown-error.js';
import { GatewayLock } from './gateway-lock.js';
import { StateInUseError } from './state-in-use-error.js';
import { StoreOpenError } from './store-open-error.js';

const scratch = temporaryDirectory();

describe(GatewayLock.name, () => {
  const directory = join(scratch, 'state');
  const file = join(directory, 'gateway.lock');
  const taken: GatewayLock[] = [];

  beforeEach(() => mkdirSync(directory));
  afterEach(() => {
    for (const lock of taken.splice(0)) lock.release();
    rmSync(directory, { recursive: true });
  });

  function take(): GatewayLock {
    const lock = GatewayLock.take(file);
    taken.push(lock);
    return lock;
  }

  it('is had by one at a time, and refused to others with what to do', () => {
    take();
    const error = thrownBy(take);
    expect(error).toBeInstanceOf(StateInUseError);
    expect(String(error)).toContain(directory);
    expect(String(error)).toContain('OPENCLAW_STATE_DIR');
  });

  it('can be taken again once it was released, which may happen twice', () => {
    const lock = take();
    lock.release();
    lock.release();
    expect(take).not.toThrow();
  });

  it('one that was refused takes nothing away from whoever has it', async () => {
    take();
    expect(take).toThrow(StateInUseError);
    expect(await otherProcess()).toBe('refused');
  });

  it('tells others whether somebody has it, which takes nothing away and makes no file', async () => {
    expect(GatewayLock.isTaken(file)).toBe(false);
    expect(existsSync(file)).toBe(false);
    const other = holdElsewhere();
    await once(other.stdout, 'data');
    expect(GatewayLock.isTaken(file)).toBe(true);
    expect(take).toThrow(StateInUseError);
    other.kill('SIGKILL');
    await once(other, 'close');
    expect(GatewayLock.isTaken(file)).toBe(false);
    expect(take).not.toThrow();
  });

  it('is free as soon as the process that had it is killed', async () => {
    const other = holdElsewhere();
    await once(other.stdout, 'data');
    expect(take).toThrow(StateInUseError);
    other.kill('SIGKILL');
    await once(other, 'close');
    expect(take).not.toThrow();
  });

  it('A3: its file is for the owner alone, also when it was not, and stays empty', () => {
    writeFileSync(file, '', { mode: 0o644 });
    take();
    expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
    expect(readFileSync(file, 'utf8')).toBe('');
  });

  it('a file that cannot be used is named, with what to do', () => {
    writeFileSync(file, 'not a database '.repeat(500));
    const error = thrownBy(take);
    expect(error).toBeInstanceOf(StoreOpenError);
    expect(String(error)).toContain(file);
    expect(String(error)).toContain('may be removed');
    expect(thrownBy(() => GatewayLock.take(join(dirname(directory), 'nowhere', 'lock')))).toBeInstanceOf(
      StoreOpenError,
    );
  });

  /** A process that holds the lock, says so, and then waits to be killed; without the lock it ends with 1. */
  function holdElsewhere() {
    const script = `
      const { DatabaseSync } = require('node:sqlite');
      const database = new DatabaseSync(process.argv[1]);
      database.exec('begin exclusive');
      process.stdout.write('held');
      setInterval(() => database.isOpen, 1000);`;
    return spawn(process.execPath, ['-e', script, file], { stdio: ['ignore', 'pipe', 'ignore'] });
  }

  async function otherProcess(): Promise<'held' | 'refused'> {
    const other = holdElsewhere();
    const held = once(other.stdout, 'data').then(() => 'held' as const);
    const outcome = await Promise.race([held, once(other, 'exit').then(() => 'refused' as const)]);
    other.kill('SIGKILL');
    return outcome;
  }
});
