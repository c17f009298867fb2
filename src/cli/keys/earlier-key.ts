import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { errorReason } from '../../common/system-error.js';
import type { Environment } from '../../config/environment.js';
import { stateDirectoryPath } from '../../config/state-directory.js';
import { stateFiles } from '../../config/state-files.js';
import { CliError } from '../cli-error.js';
import { parseUses } from './parse-uses.js';
import { readUses } from './read-uses.js';

/** Where there is what a key has made, and how its sessions are called there. */
const places = [
  { file: stateFiles.sessions, table: 'sessions', column: 'key' },
  { file: stateFiles.responses, table: 'responses', column: 'session_key' },
] as const;

/**
 * Whether there has been a key of this name, wherever it was kept: a new one would get its sessions, responses and repeated
 * answers. Changes nothing.
 * @throws CliError where nobody can tell.
 */
export async function hasEarlierKey(environment: Environment, name: string): Promise<boolean> {
  if (parseUses(readUses(environment) ?? '').has(name)) return true;
  const directory = stateDirectoryPath(environment);
  const kept = places
    .map(({ file, ...where }) => ({ ...where, path: join(directory, file) }))
    .filter(({ path }) => existsSync(path));
  if (kept.length === 0) return false;
  const { hasSessionsOf } = await import('./has-sessions-of.js');
  return kept.some((place) => explained(place.path, () => hasSessionsOf(name, place)));
}

function explained<T>(path: string, look: () => T): T {
  try {
    return look();
  } catch (error) {
    throw new CliError(`Whether there was a key of this name cannot be read from ${path}: ${errorReason(error)}.`, {
      code: 'key_name_unknown',
      hint: 'Nothing was changed. Try again; where that does not help, see `openclaw doctor`.',
    });
  }
}
