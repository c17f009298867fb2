import { CliError, exitCodes } from '../cli-error.js';
import type { Command, CommandCall } from '../command.js';
import { changeKey } from '../keys/change-key.js';
import { isConfigured } from '../keys/configured-keys.js';
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

async function revoke(call: CommandCall): Promise<number> {
  const { environment, json, terminal } = call;
  const revokedAt = new Date().toISOString();
  const { key } = await changeKey(call, { find: findKey, kind: 'key.revoked' }, (found) => ({
    key: { ...found, revokedAt },
  }));
  const { id, name } = key;
  if (isConfigured(name, environment)) throw stillOpen(id, name);
  if (json) terminal.json({ ok: true, id, name, revokedAt });
  else terminal.line(`Revoked the key ${name} (id ${id}). A gateway that runs takes it over by itself.`);
  return exitCodes.ok;
}

function stillOpen(id: string, name: string): CliError {
  return new CliError(
    `Revoked the key ${name} of the key file (id ${id}), but gateway.auth.keys has a key of this name, which stays in force.`,
    {
      code: 'key_configured',
      hint: 'Remove it from the configuration; a gateway that runs takes that over by itself.',
    },
  );
}
