import { mkdtempSync, chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { keyFilePath } from '../../../auth/keys/key-file.js';
import type { StoredKey } from '../../../auth/keys/stored-keys.js';
import { secretDigest } from '../../../common/secret-digest.js';
import { doctorContext } from '../../../../test/support/doctor-context.js';
import { readPage } from '../../../../test/support/markdown-blocks.js';
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
  it('is content with keys that end and are for something', async () => {
    const stored = [storedKey('web', ends), storedKey('own', { ...ends, owner: true, agents: ['main'] })];
    expect(await place(stored).run()).toEqual([{ status: 'ok', what: expect.any(String) }]);
    expect(await place([]).run()).toEqual([]);
  });

  it('tells keys that never end, and those that are as good as the token', async () => {
    const { run, stateDirectory } = place([storedKey('web'), storedKey('laptop', { ...ends, owner: true })]);
    expect(await run()).toMatchObject([
      {
        status: 'warning',
        what: 'The key web never ends.',
        path: keyFilePath(stateDirectory),
        remedy: '`openclaw token update web --expires 90d` gives it a time to end.',
      },
      { status: 'warning', what: "The key laptop is the owner's, for all agents." },
    ]);
  });

  it('leaves out those that open nothing any more', async () => {
    const stored = [storedKey('gone', { revokedAt: '2026-02-01' }), storedKey('old', { expiresAt: '2026-05-31' })];
    expect(await place(stored).run()).toEqual([]);
  });

  it('those of the configuration too, by their place, and whether they can be guessed', async () => {
    const keys = [
      { id: 'web', key: 'a-key-that-is-long-and-of-this-test', ...ends },
      { id: 'weak', key: 'password12345678', owner: true },
    ];
    expect(await place([], keys).run()).toMatchObject([
      { status: 'problem', what: expect.stringContaining('weak is among the first'), path: 'gateway.auth.keys[1]' },
      { status: 'warning', what: 'The key weak never ends.', path: 'gateway.auth.keys[1]' },
      { status: 'warning', what: expect.stringContaining("the owner's") },
    ]);
  });

  it.each(['5', 'changeme', 'Password123', '0000', 'openclaw', 'laptop', 'Laptop2026'])(
    'a digest of the first guess %s is a problem, in the configuration and in the key file',
    async (guess) => {
      const hash = secretDigest(guess);
      const weak = { status: 'problem', what: 'The key laptop is among the first that everybody tries.' };
      expect(await place([], [{ id: 'laptop', hash, ...ends }]).run()).toMatchObject([
        { ...weak, path: 'gateway.auth.keys[0]', remedy: expect.stringContaining('openssl rand -hex 32') },
      ]);
      const secrets = [{ hash, createdAt: '2026-01-01' }];
      expect(await place([storedKey('laptop', { ...ends, secrets })]).run()).toMatchObject([weak]);
      const over = secrets.map((secret) => ({ ...secret, expiresAt: '2026-01-02' }));
      expect(await place([storedKey('laptop', { ...ends, secrets: over })]).run()).toMatchObject([{ status: 'ok' }]);
    },
  );

  it.each(['docs/keys.md', 'config/openclaw.example.json5'])('knows every digest in %s', async (page) => {
    const digests = readPage(page).match(/sha256:[0-9a-f]{64}/g) ?? [];
    expect(digests.length).toBeGreaterThan(0);
    for (const hash of digests) {
      expect(await place([], [{ id: 'web', hash, ...ends }]).run()).toMatchObject([
        { status: 'warning', what: expect.stringContaining('the digest of an example') },
      ]);
    }
  });

  it('a tool that does not exist is told of a key of the file', async () => {
    const tools = { deny: ['exce', 'group:fs', 'git__*'] };
    const { run } = place([storedKey('web', { ...ends, tools })]);
    expect(await run()).toMatchObject([
      {
        status: 'warning',
        what: expect.stringMatching(/^The key web: tools\.deny names .*exce \(did you mean "exec"\?\), git__\*;/),
        remedy: expect.stringContaining('openclaw token update web'),
      },
    ]);
  });

  it('a key file that cannot be used is a problem', async () => {
    const { run, stateDirectory } = place([storedKey('web', ends)]);
    chmodSync(keyFilePath(stateDirectory), 0o666);
    expect(await run()).toMatchObject([{ status: 'problem', path: keyFilePath(stateDirectory) }]);
    expect((await run())[0]?.what).toContain('others may write to it');
  });
});
