import { chmodSync, linkSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { EffectiveAuth } from '../auth-credentials.js';
import { ConfigInvalidError } from '../config-problem.js';
import type { Ids } from '../../common/ids.js';
import type { StateDirectory } from '../state-directory.js';
import { stateFiles } from '../state-files.js';
import { errorReason, isSystemError } from '../../common/system-error.js';

const tokenBytes = 32;

/**
 * The token that the gateway keeps for itself (file `gateway-token`, 0600), made on first use.
 * @throws ConfigInvalidError when the file cannot be made or read, or is empty.
 */
export function keptGatewayToken(state: StateDirectory, ids: Ids): EffectiveAuth {
  const tokenPath = state.file(stateFiles.token);
  try {
    const secret = readToken(tokenPath) ?? makeToken(tokenPath, state.file(ids.prefixed(`.${stateFiles.token}-`)), ids);
    return { mode: 'token', secret, source: 'generated', tokenPath };
  } catch (error) {
    throw unusable(tokenPath, error);
  }
}

function readToken(path: string): string | undefined {
  try {
    const token = readFileSync(path, 'utf8').trim();
    if (token === '') throw new Error('it is empty');
    if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
    return token;
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** A hard link appears whole or not at all and never replaces a file, so two gateways that start at once agree on one token. */
function makeToken(path: string, temporary: string, ids: Ids): string {
  const token = ids.secret(tokenBytes);
  writeFileSync(temporary, `${token}\n`, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(temporary, path);
    return token;
  } catch (error) {
    const other = isSystemError(error, 'EEXIST') ? readToken(path) : undefined;
    if (other === undefined) throw error;
    return other;
  } finally {
    rmSync(temporary, { force: true });
  }
}

function unusable(path: string, error: unknown): ConfigInvalidError {
  return new ConfigInvalidError([
    {
      path: 'gateway.auth',
      found: `no credential, and the kept token ${path} cannot be used (${errorReason(error)})`,
      allowed: 'remove that file, so that a new token is made, or set gateway.auth.token',
    },
  ]);
}
