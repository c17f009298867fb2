import { secretDigest } from '../../common/secret-digest.js';
import type { AuthConfig, GatewayConfig } from '../gateway.config.js';
import type { NamedKeyConfig } from '../keys.config.js';
import { closestWord } from '../settings/closest-word.js';
import { type ConfigPath, formatPath } from '../settings/config-path.js';
import type { SettingsReader } from '../settings/settings-reader.js';

/** Characters; what is shorter can be guessed. */
const shortestKey = 16;

/** A key and where it is written. */
interface PlacedKey {
  /** As far as it could be read. */
  key: Partial<NamedKeyConfig>;
  path: ConfigPath;
}

/** Reports what is wrong within named keys and between them. `agents` are the ids of those that there are. */
export function checkKeys({ auth }: GatewayConfig, agents: readonly string[], reader: SettingsReader): void {
  // What was no list at all has been reported already.
  const placed = (auth.keys as (NamedKeyConfig | undefined)[]).flatMap((key, index): PlacedKey[] => {
    return key ? [{ key, path: ['gateway', 'auth', 'keys', index] }] : [];
  });
  for (const each of placed) {
    reportSecret(each, auth, reader);
    reportScopes(each, reader);
    reportUnknownAgents(each, agents, reader);
  }
  reportRepeated(placed, 'id', ({ id }) => id, reader);
  reportRepeated(placed, 'key', digestOf, reader);
}

function reportSecret({ key: { key, hash }, path }: PlacedKey, auth: AuthConfig, reader: SettingsReader): void {
  if (isReported([...path, 'key'], reader) || isReported([...path, 'hash'], reader)) return;
  const allowed = 'either "hash", the digest of the key, or "key", the key itself';
  if (key === undefined && hash === undefined) reader.report(path, 'neither "hash" nor "key"', allowed);
  if (key !== undefined && hash !== undefined) reader.report(path, 'both "hash" and "key"', allowed);
  if (key === undefined) return;
  const here = [...path, 'key'];
  if (key.length < shortestKey) {
    reader.report(
      here,
      'a key that is too short',
      `${shortestKey} characters or more, e.g. of \`openssl rand -hex 32\``,
    );
  }
  if (key === auth.token || key === auth.password) reader.report(here, 'the shared credential', 'another one');
}

function reportScopes({ key: { scopes = [], owner }, path }: PlacedKey, reader: SettingsReader): void {
  if (owner === true || !scopes.includes('operator.admin')) return;
  reader.report([...path, 'scopes'], '"operator.admin" for a key that is not the owner’s', 'owner: true with it');
}

function reportUnknownAgents({ key, path }: PlacedKey, agents: readonly string[], reader: SettingsReader): void {
  for (const [index, id] of (key.agents ?? []).entries()) {
    // An entry that was no agent id at all has been reported already.
    if ((id as string | undefined) === undefined || agents.includes(id)) continue;
    const here = [...path, 'agents', index];
    const allowed = `the id of an agent: ${agents.join(', ')}`;
    reader.report(here, `${reader.describe(id, here)}, which is no agent`, allowed, closestWord(id, agents));
  }
}

/** The same key may be written once as it is and once as its digest. */
function digestOf({ key, hash }: Partial<NamedKeyConfig>): string | undefined {
  return hash ?? (key === undefined ? undefined : secretDigest(key));
}

function reportRepeated(
  placed: readonly PlacedKey[],
  name: string,
  read: (key: Partial<NamedKeyConfig>) => string | undefined,
  reader: SettingsReader,
): void {
  const first = new Map<string, ConfigPath>();
  for (const { key, path } of placed) {
    const value = read(key);
    if (value === undefined) continue;
    const earlier = first.get(value);
    if (!earlier) first.set(value, path);
    else reader.report([...path, name], `the ${name} of ${formatPath(earlier)}`, 'another one for each key');
  }
}

function isReported(path: ConfigPath, { problems }: SettingsReader): boolean {
  return problems.some((problem) => problem.path === formatPath(path));
}
