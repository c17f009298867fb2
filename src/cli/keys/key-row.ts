import type { StoredKey } from '../../auth/keys/stored-keys.js';
import type { KeyRightsConfig, NamedKeyConfig } from '../../config/keys.config.js';
import { millisecondsOf } from '../../config/settings/point-in-time.js';
import { parseUses } from './parse-uses.js';

/** A key as commands show it: nothing in it is secret. Times as in the key file. */
export interface KeyRow extends KeyRightsConfig {
  id: string | null;
  name: string;
  source: 'key file' | 'configuration';
  status: 'active' | 'expired' | 'revoked';
  createdAt: string | null;
  lastUsedAt: string | null;
}

/** What rows depend on besides the keys. */
export interface KeyTimes {
  /** Milliseconds since the epoch. */
  now: number;
  /** The text of the file with the uses; undefined where there is none. */
  uses: string | undefined;
}

export function toKeyRow(key: StoredKey, times: KeyTimes): KeyRow {
  const { id, name, createdAt, revokedAt } = key;
  const status = revokedAt === undefined ? statusOf(key, times.now) : 'revoked';
  return { id, name, source: 'key file', status, createdAt, lastUsedAt: lastUse(name, times), ...rightsOf(key) };
}

export function toConfiguredRow(key: NamedKeyConfig, times: KeyTimes): KeyRow {
  const { id: name } = key;
  const own = { id: null, name, source: 'configuration', status: statusOf(key, times.now) } as const;
  return { ...own, createdAt: null, lastUsedAt: lastUse(name, times), ...rightsOf(key) };
}

/** What a key may do, without all else that is known of it. */
export function rightsOf(key: KeyRightsConfig): KeyRightsConfig {
  const { agents, owner, tools, expiresAt, rpm, tpm, maxConcurrent, compat, scopes } = key;
  return { agents, owner, tools, expiresAt, rpm, tpm, maxConcurrent, compat, scopes };
}

function statusOf({ expiresAt }: KeyRightsConfig, now: number): 'active' | 'expired' {
  return expiresAt !== undefined && millisecondsOf(expiresAt) <= now ? 'expired' : 'active';
}

/** To the minute, as it is known. */
function lastUse(name: string, { uses }: KeyTimes): string | null {
  const time = uses === undefined ? undefined : parseUses(uses).get(name);
  return time === undefined ? null : new Date(Math.floor(time / 60_000) * 60_000).toISOString();
}
