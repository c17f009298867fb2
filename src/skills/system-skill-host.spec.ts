import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { FakeClock } from '../../test/support/fake-clock.js';
import { temporaryDirectory } from '../../test/support/temporary-directory.js';
import { Environment } from '../config/environment.js';
import { SystemSkillHost } from './system-skill-host.js';

const directory = temporaryDirectory();
const program = (name: string, mode = 0o755): void => writeFileSync(join(directory, name), '', { mode });
program('tool');
program('no-program', 0o644);
mkdirSync(join(directory, 'folder'));

function host(PATH: string | undefined, clock = new FakeClock()): SystemSkillHost {
  return new SystemSkillHost(new Environment({ PATH, KEY: 'not-a-real-key', BLANK: ' ' }), clock);
}

describe(SystemSkillHost.name, () => {
  it.each([
    ['tool', true],
    ['no-program', false],
    ['folder', false],
    ['missing', false],
    ['', false],
    ['../tool', false],
    [join(directory, 'tool'), false],
    ['tool\0', false],
  ])('finds programs by their plain name on the PATH: %j %s', (name, expected) => {
    expect(host(`/nowhere:${directory}`).hasProgram(name)).toBe(expected);
  });

  it('has no program without a PATH, and none by a relative one', () => {
    expect(host(undefined).hasProgram('tool')).toBe(false);
    expect(host('.:bin:').hasProgram('tool')).toBe(false);
  });

  it('sees a program that was installed meanwhile after some seconds', async () => {
    const clock = new FakeClock();
    const sut = host(directory, clock);
    expect(sut.hasProgram('late')).toBe(false);
    program('late');
    expect(sut.hasProgram('late')).toBe(false);
    await clock.advance(10_000);
    expect(sut.hasProgram('late')).toBe(true);
  });

  it('a blank variable is not set', () => {
    const sut = host(undefined);
    expect(['KEY', 'BLANK', 'MISSING'].map((name) => sut.hasVariable(name))).toEqual([true, false, false]);
  });
});
