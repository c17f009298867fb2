import { ConfigInvalidError } from '../../config/config-problem.js';
import type { Environment } from '../../config/environment.js';
import type { NamedKeyConfig } from '../../config/keys.config.js';
import { peekConfiguration } from '../config/peek-configuration.js';

/** The keys of the configuration; none of one that cannot be used, which the gateway would not take over either. */
export function configuredKeys(environment: Environment): readonly NamedKeyConfig[] {
  try {
    return peekConfiguration(environment).config.gateway.auth.keys;
  } catch (error) {
    if (error instanceof ConfigInvalidError) return [];
    throw error;
  }
}

/** Whether the configuration has a key of this name, which is in force then, whatever the key file says. */
export function isConfigured(name: string, environment: Environment): boolean {
  return configuredKeys(environment).some(({ id }) => id === name.trim().toLowerCase());
}
