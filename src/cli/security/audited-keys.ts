import type { NamedKeyConfig, KeyRightsConfig } from '../../config/keys.config.js';
import { millisecondsOf } from '../../config/settings/point-in-time.js';
import type { StoredKey } from '../../auth/keys/stored-keys.js';
import { type SecretWeakness, weaknessOf } from '../doctor/secret-weakness.js';
import { digestWeakness } from './guessed-digest.js';

/** A key that opens the gateway, wherever it is written. */
export interface AuditedKey {
  name: string;
  path: string;
  rights: KeyRightsConfig;
  /** Why somebody could guess it. */
  weakness: SecretWeakness | undefined;
  remedies: KeyRemedies;
}

/** How one thing of a key is changed, as whole sentences. */
export interface KeyRemedies {
  secret: string;
  expiry: string;
  agents: string;
  tools: string;
}

/** Keys of the configuration that have not ended at `now`. */
export function auditedConfigured(keys: readonly NamedKeyConfig[], now: number): AuditedKey[] {
  const placed = keys.map(({ id: name, key, hash, ...rights }, index) => {
    const path = `gateway.auth.keys[${index}]`;
    const weakness = key === undefined ? digestWeakness(hash ?? '', name) : weaknessOf(key);
    return { name, path, rights, weakness, remedies: remediesAt(path) };
  });
  return placed.filter(({ rights }) => isOpen(rights, now));
}

/** Keys of the key file that have not ended at `now`. */
export function auditedStored(keys: readonly StoredKey[], path: string, now: number): AuditedKey[] {
  const open = keys.filter((key) => key.revokedAt === undefined && isOpen(key, now));
  return open.map(({ name, secrets, ...rights }) => {
    const digests = secrets.filter((secret) => isOpen(secret, now)).map(({ hash }) => digestWeakness(hash, name));
    return { name, path, rights, weakness: digests.find(Boolean), remedies: remediesByCommand(name) };
  });
}

function remediesAt(path: string): KeyRemedies {
  return {
    secret: `Put a key of your own there, e.g. of \`openssl rand -hex 32\`; docs/keys.md.`,
    expiry: `Set ${path}.expiresAt.`,
    agents: `Set ${path}.agents to those that it needs.`,
    tools: `Correct ${path}.tools.`,
  };
}

function remediesByCommand(name: string): KeyRemedies {
  const update = `openclaw token update ${name}`;
  return {
    secret: `\`openclaw token rotate ${name} --overlap 0\` makes another one.`,
    expiry: `\`${update} --expires 90d\` gives it a time to end.`,
    agents: `\`${update} --agents main\` leaves it the agents that it needs.`,
    tools: `\`${update} --allow-tools …\` or \`--deny-tools …\` puts others in their place.`,
  };
}

function isOpen({ expiresAt }: { expiresAt?: string }, now: number): boolean {
  return expiresAt === undefined || millisecondsOf(expiresAt) > now;
}
