import type { StoredKey } from '../../auth/keys/stored-keys.js';
import { ConfigInvalidError } from '../../config/config-problem.js';
import type { Environment } from '../../config/environment.js';
import type { NamedKeyConfig } from '../../config/keys.config.js';
import { CliError } from '../cli-error.js';
import { peekConfiguration } from '../config/peek-configuration.js';

/** The key that is called so, by its id or its name. Throws where there is none, or it is revoked. */
export function findKey(keys: readonly StoredKey[], given: string, environment: Environment): StoredKey {
  const wanted = given.trim().toLowerCase();
  const key = keys.find(({ id, name }) => id === wanted || name === wanted);
  if (!key) throw noSuchKey(given, environment);
  if (key.revokedAt === undefined) return key;
  throw new CliError(`The key ${key.name} was revoked at ${key.revokedAt}.`, {
    code: 'key_revoked',
    hint: 'Make a new one with `openclaw token create`.',
  });
}

/** The keys of the configuration; none of one that cannot be used, which the gateway would not take over either. */
export function configuredKeys(environment: Environment): readonly NamedKeyConfig[] {
  try {
    return peekConfiguration(environment).config.gateway.auth.keys;
  } catch (error) {
    if (error instanceof ConfigInvalidError) return [];
    throw error;
  }
}

function noSuchKey(given: string, environment: Environment): CliError {
  const isConfigured = configuredKeys(environment).some(({ id }) => id === given.trim().toLowerCase());
  return new CliError(`There is no key ${given.slice(0, 64)} in the key file.`, {
    code: 'key_not_found',
    hint: isConfigured
      ? 'It stands in the configuration: change gateway.auth.keys there.'
      : 'See `openclaw token list`.',
  });
}
