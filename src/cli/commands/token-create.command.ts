import { newKeyId, newKeySecret } from '../../auth/keys/key-secret.js';
import type { StoredKey } from '../../auth/keys/stored-keys.js';
import { RandomIds } from '../../common/random-ids.js';
import { secretDigest } from '../../common/secret-digest.js';
import { type KeyRightsConfig, keyName } from '../../config/keys.config.js';
import { CliError, exitCodes } from '../cli-error.js';
import type { Command, CommandCall } from '../command.js';
import { changeKeys } from '../keys/change-keys.js';
import { checkAgents } from '../keys/check-agents.js';
import { hasEarlierKey } from '../keys/earlier-key.js';
import { checkTools } from '../keys/check-tools.js';
import { isConfigured } from '../keys/configured-keys.js';
import { readRights } from '../keys/read-rights.js';
import { rightsOptions } from '../keys/rights-options.js';
import { type NewSecret, showSecret } from '../keys/show-secret.js';
import { readText } from '../option-values.js';
import { usageError } from '../usage-error.js';

export const tokenCreateCommand: Command = {
  operands: '',
  description:
    'Makes a named key: a credential that can do less than the token of the gateway. It is printed once and kept as a digest ' +
    'only. A gateway that runs accepts it at once.',
  options: {
    name: { type: 'string', value: '<name>', description: 'Its name in logs, and of its sessions.' },
    ...rightsOptions,
  },
  examples: [
    { line: 'openclaw token create --name website --agents front-desk --expires 30d', note: 'for one agent, a month' },
    { line: 'openclaw token create --name laptop --owner', note: 'for the owner, with sessions of its own' },
  ],
  run: create,
};

async function create(call: CommandCall): Promise<number> {
  const { environment, values } = call;
  const now = Date.now();
  const name = readName(readText(values, 'name'));
  const rights = readRights(call, now);
  checkAgents(environment, rights.agents);
  await checkTools(environment, rights.tools);
  if (isConfigured(name, environment)) throw nameTaken(name, 'in gateway.auth.keys');
  const isUsed = await hasEarlierKey(environment, name);
  const made = await changeKeys(call, (keys) => {
    const earlier = keys.find((key) => key.name === name);
    if (earlier) throw nameTaken(name, earlier.revokedAt === undefined ? 'in the key file' : 'by a revoked key');
    if (isUsed) throw nameTaken(name, 'by a key that there was before');
    const told = newKey(name, rights, now);
    return { keys: [...keys, told.key], told, event: { kind: 'key.created', key: name } };
  });
  showSecret(call, made, `Made the key ${name} (id ${made.key.id}).`, now);
  return exitCodes.ok;
}

function readName(given: string | undefined): string {
  if (given === undefined) throw usageError('The name is missing: --name <name>.');
  if (!keyName.accepts(given)) throw usageError(`--name must be ${keyName.allowed}, but is "${given.slice(0, 64)}".`);
  return given.toLowerCase();
}

function newKey(name: string, rights: KeyRightsConfig, now: number): NewSecret {
  const ids = new RandomIds();
  const id = newKeyId(ids);
  const secret = newKeySecret(ids, id);
  const createdAt = new Date(now).toISOString();
  const key: StoredKey = { id, name, createdAt, ...rights, secrets: [{ hash: secretDigest(secret), createdAt }] };
  return { key, secret };
}

function nameTaken(name: string, where: string): CliError {
  return new CliError(`The name ${name} is taken ${where}.`, {
    code: 'key_name_taken',
    hint: 'Choose another one: sessions belong to the name of their key.',
  });
}
