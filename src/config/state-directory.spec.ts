import { chmodSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { problemsOf } from '../../test/support/config-problems.js';
import { temporaryDirectory } from '../../test/support/temporary-directory.js';
import { Environment } from './environment.js';
import { StateDirectory, stateDirectoryPath } from './state-directory.js';

const scratch = temporaryDirectory();
const modeOf = (path: string) => statSync(path).mode & 0o777;

describe('stateDirectoryPath', () => {
  it.each([
    [{ OPENCLAW_STATE_DIR: '/a/b', XDG_STATE_HOME: '/x', HOME: '/h' }, '/a/b'],
    [{ OPENCLAW_STATE_DIR: '~/b', HOME: '/h' }, '/h/b'],
    [{ OPENCLAW_STATE_DIR: ' ', XDG_STATE_HOME: '/x', HOME: '/h' }, '/x/openclaw-gateway'],
    [{ XDG_STATE_HOME: 'relative', HOME: '/h' }, '/h/.local/state/openclaw-gateway'],
    [{ HOME: '/h' }, '/h/.local/state/openclaw-gateway'],
    [{}, join(homedir(), '.local/state/openclaw-gateway')],
  ])('A3: %j gives %s', (env, path) => {
    expect(stateDirectoryPath(new Environment(env))).toBe(path);
  });
});

describe('StateDirectory', () => {
  it('A3: makes the directory and its parents for this user only', () => {
    const sut = StateDirectory.open(join(scratch, 'one', 'two'));
    expect([modeOf(sut.path), modeOf(join(scratch, 'one'))]).toEqual([0o700, 0o700]);
    expect(sut.file('sessions', 'a.db')).toBe(join(scratch, 'one', 'two', 'sessions', 'a.db'));
  });

  it('A3: tightens an empty directory, and leaves the mode of one that holds something', () => {
    const [empty, shared] = [join(scratch, 'empty'), join(scratch, 'shared')];
    for (const path of [empty, shared]) {
      mkdirSync(path);
      chmodSync(path, 0o755);
    }
    writeFileSync(join(shared, 'file'), '');
    StateDirectory.open(empty);
    StateDirectory.open(shared);
    expect([modeOf(empty), modeOf(shared)]).toEqual([0o700, 0o755]);
  });

  it('A3: a directory that cannot be made is a problem that says what to set', () => {
    const [file, brokenLink] = [join(scratch, 'a-file'), join(scratch, 'a-link')];
    writeFileSync(file, '');
    symlinkSync(join(scratch, 'nowhere'), brokenLink);
    for (const path of [file, join(file, 'below'), brokenLink, join(brokenLink, 'below'), '/proc/gateway']) {
      const [problem] = problemsOf(() => StateDirectory.open(path));
      expect(problem).toMatchObject({
        path: 'OPENCLAW_STATE_DIR',
        allowed: expect.stringContaining('set OPENCLAW_STATE_DIR'),
      });
    }
  });
});
