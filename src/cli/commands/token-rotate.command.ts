import { newKeySecret } from '../../auth/keys/key-secret.js';
import type { StoredKey, StoredSecret } from '../../auth/keys/stored-keys.js';
import { RandomIds } from '../../common/random-ids.js';
import { secretDigest } from '../../common/secret-digest.js';
import { millisecondsOf } from '../../config/settings/point-in-time.js';
import { CliError, exitCodes } from '../cli-error.js';
import type { Command, CommandCall } from '../command.js';
import { changeKey } from '../keys/change-key.js';
import { findKeyInForce } from '../keys/find-key.js';
import { readOverlap } from '../keys/read-lifetime.js';
import { type NewSecret, showSecret } from '../keys/show-secret.js';
import { readText } from '../option-values.js';

/** Ended secrets that are kept of one key: by them a late program learns why it is refused. */
const mostEnded = 32;

export const tokenRotateCommand: Command = {
  operands: '<id|name>',
  description:
    'Gives a named key a new secret, which is printed once. The old one is accepted until the overlap is over. What the key may ' +
    'do and its sessions stay.',
  options: {
    overlap: {
      type: 'string',
      value: '<time>',
      description: 'How long the old secret is accepted; 10m when left out.',
    },
  },
  examples: [
    { line: 'openclaw token rotate website --overlap 1h', note: 'and tell the new key to the program within an hour' },
    { line: 'openclaw token rotate website --overlap 0', note: 'the old one is refused at once' },
  ],
  run: rotate,
};

async function rotate(call: CommandCall): Promise<number> {
  const now = Date.now();
  const end = now + readOverlap(readText(call.values, 'overlap') ?? '10m');
  const rotated = await changeKey(call, { find: findKeyInForce, kind: 'key.rotated' }, (key) => {
    if (hasEnded(key, now)) throw expired(key);
    return withNewSecret(key, now, end);
  });
  const { name, id } = rotated.key;
  showSecret(call, rotated, `The key ${name} (id ${id}) has a new secret; the old one ends at ${time(end)}.`, now);
  return exitCodes.ok;
}

function withNewSecret(key: StoredKey, now: number, end: number): NewSecret {
  const secret = newKeySecret(new RandomIds(), key.id);
  const earlier = key.secrets.map((each) => endingBy(each, end));
  const ended = earlier.filter((each) => hasEnded(each, now)).slice(-mostEnded);
  const open = earlier.filter((each) => !hasEnded(each, now));
  const secrets = [...ended, ...open, { hash: secretDigest(secret), createdAt: time(now) }];
  return { key: { ...key, secrets }, secret };
}

/** An overlap that is under way is never made longer. */
function endingBy(secret: StoredSecret, end: number): StoredSecret {
  const { expiresAt } = secret;
  return expiresAt !== undefined && millisecondsOf(expiresAt) <= end ? secret : { ...secret, expiresAt: time(end) };
}

function hasEnded({ expiresAt }: Pick<StoredSecret, 'expiresAt'>, now: number): boolean {
  return expiresAt !== undefined && millisecondsOf(expiresAt) <= now;
}

function time(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

function expired({ name, expiresAt = '' }: StoredKey): CliError {
  return new CliError(`The key ${name} expired at ${expiresAt}; a new secret would open nothing.`, {
    code: 'key_expired',
    hint: `Give it another end first: \`openclaw token update ${name} --expires 30d\`. With it the secrets that it has open the gateway again.`,
  });
}
