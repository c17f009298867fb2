import { exitCodes } from '../cli-error.js';
import type { Command, CommandCall } from '../command.js';
import { changeKeys } from '../keys/change-keys.js';
import { findKey } from '../keys/find-key.js';

export const tokenRevokeCommand: Command = {
  operands: '<id|name>',
  description:
    'Ends a named key for good: a gateway that runs refuses it at once, closes its connections and stops its runs. Its sessions ' +
    'stay, and the owner sees them.',
  options: {},
  examples: [{ line: 'openclaw token revoke website', note: 'the key has leaked' }],
  run: revoke,
};

function revoke({ environment, positionals, json, terminal }: CommandCall): number {
  const [given = ''] = positionals;
  const revokedAt = new Date().toISOString();
  const revoked = changeKeys(environment, (keys) => {
    const key = findKey(keys, given, environment);
    return { keys: keys.map((each) => (each === key ? { ...key, revokedAt } : each)), told: key };
  });
  const { id, name } = revoked;
  if (json) terminal.json({ ok: true, id, name, revokedAt });
  else terminal.line(`Revoked the key ${name} (id ${id}). A gateway that runs takes it over by itself.`);
  return exitCodes.ok;
}
