import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { keyFilePath, keyFileText, readKeyFile } from '../../auth/keys/key-file.js';
import type { StoredKey } from '../../auth/keys/stored-keys.js';
import type { Environment } from '../../config/environment.js';
import { StateDirectory, stateDirectoryPath } from '../../config/state-directory.js';
import { withFileLock } from '../config/file-lock.js';
import { replaceFile } from '../config/replace-file.js';
import { explainKeyFile } from './explain-key-file.js';

/** What a change makes of the keys, and what it tells of it. */
export interface KeyChange<Told> {
  keys: readonly StoredKey[];
  told: Told;
}

/**
 * Changes the key file as a whole; a gateway that runs takes it over at once. Changes of several processes come one after the
 * other, and what `change` throws leaves everything as it was.
 * @throws CliError where the file cannot be read or written.
 */
export function changeKeys<Told>(
  environment: Environment,
  change: (keys: readonly StoredKey[]) => KeyChange<Told>,
): Told {
  const path = keyFilePath(StateDirectory.open(stateDirectoryPath(environment)).path);
  mkdirSync(dirname(path), { mode: 0o700, recursive: true });
  return withFileLock(`${path}.change`, () => {
    const { keys, told } = change(explainKeyFile(() => readKeyFile(path)));
    replaceFile(path, keyFileText(keys));
    return told;
  });
}

/** The keys of the key file; none where there is no file. */
export function readKeys(environment: Environment): readonly StoredKey[] {
  return explainKeyFile(() => readKeyFile(keyFilePath(stateDirectoryPath(environment))));
}
