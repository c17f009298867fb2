import { mkdtempSync, chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { keyFilePath } from '../../../auth/keys/key-file.js';
import type { StoredKey } from '../../../auth/keys/stored-keys.js';
import { doctorContext } from '../../../../test/support/doctor-context.js';
import { storedKey, writeKeys } from '../../../../test/support/key-file.js';
import { temporaryDirectory } from '../../../../test/support/temporary-directory.js';
import { NamedKeysCheck } from './named-keys.check.js';

const scratch = temporaryDirectory();
const now = Date.UTC(2026, 5, 1);
const ends = { expiresAt: '2027-01-01' };

function place(stored: readonly StoredKey[], keys: readonly Record<string, unknown>[] = []) {
  const stateDirectory = mkdtempSync(join(scratch, 'state-'));
  writeKeys(stateDirectory, stored);
  const file = { path: '/none', isStarter: false, target: '/none', exists: false, stateDirectory };
  const { context } = doctorContext({ stateDirectory, config: { gateway: { auth: { keys } } }, file });
  return { stateDirectory, run: () => new NamedKeysCheck(context, now).run() };
}

describe(NamedKeysCheck.name, () => {
  it('is content with keys that end and are for something', () => {
    const stored = [storedKey('web', ends), storedKey('own', { ...ends, owner: true, agents: ['main'] })];
    expect(place(stored).run()).toEqual([{ status: 'ok', what: expect.any(String) }]);
    expect(place([]).run()).toEqual([]);
  });

  it('tells keys that never end, and those that are as good as the token', () => {
    const { run, stateDirectory } = place([storedKey('web'), storedKey('laptop', { ...ends, owner: true })]);
    expect(run()).toMatchObject([
      { status: 'warning', what: 'The key web never ends.', path: keyFilePath(stateDirectory) },
      { status: 'warning', what: "The key laptop is the owner's, for all agents." },
    ]);
    expect(run()[0]?.remedy).toContain('openclaw token revoke web');
  });

  it('leaves out those that open nothing any more', () => {
    const stored = [storedKey('gone', { revokedAt: '2026-02-01' }), storedKey('old', { expiresAt: '2026-05-31' })];
    expect(place(stored).run()).toEqual([]);
  });

  it('those of the configuration too, by their place, and whether they can be guessed', () => {
    const keys = [
      { id: 'web', key: 'a-key-that-is-long-and-of-this-test', ...ends },
      { id: 'weak', key: 'password12345678', owner: true },
    ];
    expect(place([], keys).run()).toMatchObject([
      { status: 'problem', what: expect.stringContaining('weak is among the first'), path: 'gateway.auth.keys[1]' },
      { status: 'warning', what: 'The key weak never ends.', path: 'gateway.auth.keys[1]' },
      { status: 'warning', what: expect.stringContaining("the owner's") },
    ]);
  });

  it('a key file that cannot be used is a problem', () => {
    const { run, stateDirectory } = place([storedKey('web', ends)]);
    chmodSync(keyFilePath(stateDirectory), 0o666);
    expect(run()).toMatchObject([{ status: 'problem', path: keyFilePath(stateDirectory) }]);
    expect(run()[0]?.what).toContain('others may write to it');
  });
});
