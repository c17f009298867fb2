import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { keyFilePath, keyFileText } from '../../src/auth/keys/key-file.js';
import type { StoredKey } from '../../src/auth/keys/stored-keys.js';
import { secretDigest } from '../../src/common/secret-digest.js';

/** The secret of a stored key of this name. */
export function secretOf(name: string): string {
  return `ocg_${name}_of-a-test-and-no-real-one`;
}

/** A key that is not the owner's, with one secret, unless overridden. */
export function storedKey(name: string, overrides: Partial<StoredKey> = {}): StoredKey {
  const createdAt = '2026-01-01T00:00:00.000Z';
  return {
    id: Buffer.from(name).toString('hex').slice(0, 32),
    name,
    owner: false,
    secrets: [{ hash: secretDigest(secretOf(name)), createdAt }],
    createdAt,
    ...overrides,
  };
}

/** Puts these keys in the place of those that there were, as the command line does. */
export function writeKeys(stateDir: string, keys: readonly StoredKey[]): void {
  const path = keyFilePath(stateDir);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(`${path}-new`, keyFileText(keys), { mode: 0o600 });
  renameSync(`${path}-new`, path);
}

/** The header that presents a secret. */
export function bearer(secret: string): { authorization: string } {
  return { authorization: `Bearer ${secret}` };
}
