import type { KeyRightsConfig, NamedKeyConfig } from '../../config/keys.config.js';
import { millisecondsOf } from '../../config/settings/point-in-time.js';
import { secretDigest } from '../../common/secret-digest.js';
import type { Credential } from '../credential.js';
import type { StoredKey } from './stored-keys.js';

/** One secret that opens the gateway, and as whom. */
export interface KeyEntry {
  /** As `secretDigest` gives it. */
  digest: string;
  credential: Credential;
  /** Whether the credential ends because another secret took the place of this one, and not with its key. */
  isReplaced: boolean;
}

/** A secret that is worth nothing any more, and whose it was. */
export interface RevokedEntry {
  /** As `secretDigest` gives it. */
  digest: string;
  credentialId: string;
}

/** The entry of a key in the configuration. */
export function configuredEntry({ id, hash, key, ...rights }: NamedKeyConfig): KeyEntry {
  return {
    digest: hash ?? secretDigest(key ?? ''),
    credential: toCredential(id, rights, rights.expiresAt),
    isReplaced: false,
  };
}

/** An entry for each secret of a key in the key file. */
export function storedEntries(key: StoredKey): KeyEntry[] {
  return key.secrets.map(({ hash, expiresAt }) => {
    const end = earlier(key.expiresAt, expiresAt);
    const isReplaced = end !== undefined && end !== key.expiresAt;
    return { digest: hash, credential: toCredential(key.name, key, end), isReplaced };
  });
}

/** As `storedEntries`, of a key that is not in force any more. */
export function revokedEntries({ name, secrets }: StoredKey): RevokedEntry[] {
  return secrets.map(({ hash }) => ({ digest: hash, credentialId: credentialId(name) }));
}

function credentialId(name: string): string {
  return `key:${name}`;
}

/** Whether two credentials of one key allow the same; until when does not count. */
export function hasSameRights(one: Credential, other: Credential): boolean {
  return rightsOf(one) === rightsOf(other);
}

function toCredential(name: string, rights: KeyRightsConfig, expiresAt: string | undefined): Credential {
  const { owner, agents, tools, scopes, rpm, tpm, maxConcurrent, compat } = rights;
  return {
    id: credentialId(name),
    kind: 'key',
    mayBeOwner: owner,
    namespace: name,
    scopes: scopes ?? ['operator.read', 'operator.write'],
    agents,
    tools: tools && { allow: tools.allow, deny: tools.deny },
    limits: { requestsPerMinute: rpm, tokensPerMinute: tpm, maxConcurrent },
    compat,
    expiresAt: expiresAt === undefined ? undefined : millisecondsOf(expiresAt),
  };
}

function earlier(one: string | undefined, other: string | undefined): string | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return millisecondsOf(one) < millisecondsOf(other) ? one : other;
}

function rightsOf(credential: Credential): string {
  return JSON.stringify({ ...credential, expiresAt: undefined });
}
