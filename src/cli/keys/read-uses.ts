import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../../config/environment.js';
import { stateDirectoryPath } from '../../config/state-directory.js';
import { keyFiles, stateFiles } from '../../config/state-files.js';

/** The text of the file that tells when keys were used; undefined where there is none. */
export function readUses(environment: Environment): string | undefined {
  try {
    return readFileSync(join(stateDirectoryPath(environment), stateFiles.keys, keyFiles.uses), 'utf8');
  } catch {
    // No key has been used yet, or nobody may know.
    return undefined;
  }
}
