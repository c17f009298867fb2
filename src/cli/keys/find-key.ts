import type { StoredKey } from '../../auth/keys/stored-keys.js';
import type { Environment } from '../../config/environment.js';
import { CliError } from '../cli-error.js';
import { isConfigured } from './configured-keys.js';

/** The key that is called so, by its id or its name. Throws where there is none, or it is revoked. */
export function findKey(keys: readonly StoredKey[], given: string, environment: Environment): StoredKey {
  const wanted = given.trim().toLowerCase();
  const key = keys.find(({ id, name }) => id === wanted || name === wanted);
  if (!key) throw noSuchKey(given, environment);
  if (key.revokedAt === undefined) return key;
  throw new CliError(`The key ${key.name} was revoked at ${key.revokedAt}.`, {
    code: 'key_revoked',
    hint: isConfigured(key.name, environment)
      ? 'The one of this name in gateway.auth.keys is in force: change or remove it there.'
      : 'Make a new one with `openclaw token create`.',
  });
}

/** As `findKey`, for what is to have an effect: throws for a key whose name the configuration has too. */
export function findKeyInForce(keys: readonly StoredKey[], given: string, environment: Environment): StoredKey {
  const key = findKey(keys, given, environment);
  if (!isConfigured(key.name, environment)) return key;
  throw new CliError(`The key ${key.name} of the key file opens nothing: gateway.auth.keys has one of this name.`, {
    code: 'key_configured',
    hint: 'Nothing was changed. Change that one in the configuration, or remove it there first.',
  });
}

function noSuchKey(given: string, environment: Environment): CliError {
  return new CliError(`There is no key ${given.slice(0, 64)} in the key file.`, {
    code: 'key_not_found',
    hint: isConfigured(given, environment)
      ? 'It stands in the configuration: change gateway.auth.keys there.'
      : 'See `openclaw token list`.',
  });
}
