import { chmodSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { secretOf, storedKey, writeKeys } from '../../../test/support/key-file.js';
import { temporaryDirectory } from '../../../test/support/temporary-directory.js';
import { secretDigest } from '../../common/secret-digest.js';
import { KeyFileError, keyFilePath, readKeyFile } from './key-file.js';

const scratch = temporaryDirectory();
let count = 0;

function place(text?: string): { stateDir: string; path: string } {
  const stateDir = join(scratch, `state-${count++}`);
  const path = keyFilePath(stateDir);
  mkdirSync(dirname(path), { recursive: true });
  if (text !== undefined) writeFileSync(path, text, { mode: 0o600 });
  return { stateDir, path };
}

describe('the key file', () => {
  it('holds keys as they were written, and no secret', () => {
    const { stateDir, path } = place();
    const tools = { allow: ['read'] };
    const key = storedKey('ann', { agents: ['main'], tools, expiresAt: '2027-01-31', rpm: 5, revokedAt: '2026-02-01' });
    writeKeys(stateDir, [key, storedKey('bob')]);
    expect(readKeyFile(path)).toMatchObject([key, { name: 'bob', owner: false }]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(JSON.stringify(readKeyFile(path))).not.toContain(secretOf('ann'));
  });

  it('has no keys where it is not there', () => {
    expect(readKeyFile(place().path)).toEqual([]);
  });

  const good = storedKey('ann');
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a list', []],
    ['another version', { version: 2, keys: [] }],
    ['no keys', { version: 1 }],
    ['more than keys', { version: 1, keys: [], admin: true }],
    ['a key without secrets', { version: 1, keys: [{ ...good, secrets: undefined }] }],
    [
      'a secret as it is',
      { version: 1, keys: [{ ...good, secrets: [{ hash: secretOf('ann'), createdAt: good.createdAt }] }] },
    ],
    ['a word for a switch', { version: 1, keys: [{ ...good, owner: 'true' }] }],
    ['an unknown right', { version: 1, keys: [{ ...good, admin: true }] }],
    ['a time that is none', { version: 1, keys: [{ ...good, expiresAt: 'never' }] }],
    ['a name with a colon', { version: 1, keys: [{ ...good, name: 'a:b' }] }],
    ['one name twice', { version: 1, keys: [good, { ...storedKey('bob'), name: 'ann' }] }],
    ['one id twice', { version: 1, keys: [good, { ...storedKey('bob'), id: good.id }] }],
    ['null for a key', { version: 1, keys: [null] }],
  ])('is refused whole where it holds %s', (_what, content) => {
    const { path } = place(JSON.stringify(content) ?? '');
    expect(() => readKeyFile(path)).toThrow(KeyFileError);
  });

  it('is refused where it is cut, is a directory, too long, or open to writers', () => {
    expect(() => readKeyFile(place('{"version":1,"ke').path)).toThrow('not JSON');
    const { path: directory } = place();
    mkdirSync(directory);
    expect(() => readKeyFile(directory)).toThrow(KeyFileError);
    expect(() => readKeyFile(place(' '.repeat(17 * 1024 ** 2)).path)).toThrow('too long');
    const { path: open } = place('{"version":1,"keys":[]}');
    for (const mode of [0o622, 0o620, 0o602]) {
      chmodSync(open, mode);
      expect(() => readKeyFile(open)).toThrow('chmod 600');
    }
    const { path: link } = place();
    symlinkSync(open, link);
    expect(() => readKeyFile(link)).toThrow('chmod 600');
  });

  it('C5: no refusal repeats a digest', () => {
    const { path } = place(
      JSON.stringify({ version: 1, keys: [{ ...good, rpm: 'x', secrets: [{ hash: `${secretDigest('a')}0` }] }] }),
    );
    expect(() => readKeyFile(path)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining(secretDigest('a').slice(7)) }),
    );
  });
});
