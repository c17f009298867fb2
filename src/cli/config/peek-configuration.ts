import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ids } from '../../common/ids.js';
import { RandomIds } from '../../common/random-ids.js';
import type { EffectiveAuth } from '../../config/auth-credentials.js';
import type { Environment } from '../../config/environment.js';
import { type LoadedConfiguration, type LoadOptions, loadConfiguration } from '../../config/load-configuration.js';
import { StateDirectory } from '../../config/state-directory.js';
import { stateFiles } from '../../config/state-files.js';
import { findConfigFile } from './config-file.js';
import { NoNewToken } from './no-new-token.js';

export interface PeekedConfiguration extends LoadedConfiguration {
  /** Whether `auth` stands for a token that is not made yet: it opens nothing. */
  isTokenMissing: boolean;
}

/**
 * What the gateway would go by if it started now. Other than a start it makes and changes nothing, neither a state directory nor a
 * token. `source` is the file or text to read instead of the configuration in force.
 * @throws ConfigInvalidError with every problem.
 */
export function peekConfiguration(
  environment: Environment,
  source?: Pick<LoadOptions, 'path' | 'text'>,
): PeekedConfiguration {
  const { path, stateDirectory } = findConfigFile(environment);
  const read: Read = (stateDir, ids) => loadConfiguration({ env: environment, stateDir, ids, ...(source ?? { path }) });
  const reload = (): PeekedConfiguration => peekConfiguration(environment, source);
  const tried = inScratch(read);
  const inPlace = mayBeRead(stateDirectory, tried.auth) ? readInPlace(read, stateDirectory) : undefined;
  if (inPlace) return { ...inPlace, isTokenMissing: false, reload };
  const { auth, isTokenMissing } = withKeptToken(tried.auth, join(stateDirectory, stateFiles.token));
  return { ...tried, auth, isTokenMissing, stateDirectory: new StateDirectory(stateDirectory), reload };
}

type Read = (stateDir: string, ids: Ids) => LoadedConfiguration;

function inScratch(read: Read): LoadedConfiguration {
  const scratch = mkdtempSync(join(tmpdir(), 'openclaw-'));
  try {
    return read(scratch, new RandomIds());
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Undefined where nothing but a token is missing, which comes last: whatever else could be wrong has been looked at. */
function readInPlace(read: Read, stateDirectory: string): LoadedConfiguration | undefined {
  const ids = new NoNewToken();
  try {
    return read(stateDirectory, ids);
  } catch (error) {
    if (ids.wanted) return undefined;
    throw error;
  }
}

/** A start makes an empty state directory private, and a token that others can read. */
function mayBeRead(stateDirectory: string, auth: EffectiveAuth): boolean {
  if (!existsSync(stateDirectory)) return false;
  if (!isPrivate(stateDirectory) && readdirSync(stateDirectory).length === 0) return false;
  const token = join(stateDirectory, stateFiles.token);
  return auth.mode !== 'token' || auth.source !== 'generated' || !existsSync(token) || isPrivate(token);
}

function isPrivate(path: string): boolean {
  return (statSync(path).mode & 0o077) === 0;
}

function withKeptToken(auth: EffectiveAuth, tokenPath: string): Pick<PeekedConfiguration, 'auth' | 'isTokenMissing'> {
  if (auth.mode !== 'token' || auth.source !== 'generated') return { auth, isTokenMissing: false };
  const secret = readToken(tokenPath);
  return { auth: { ...auth, secret: secret ?? auth.secret, tokenPath }, isTokenMissing: secret === undefined };
}

function readToken(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim() || undefined;
  } catch {
    // Whatever the reason is: a start would tell it, and there is no token to go by.
    return undefined;
  }
}
