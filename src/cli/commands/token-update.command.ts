import type { StoredKey } from '../../auth/keys/stored-keys.js';
import { exitCodes } from '../cli-error.js';
import type { Command, CommandCall } from '../command.js';
import { changeKey } from '../keys/change-key.js';
import { checkAgents } from '../keys/check-agents.js';
import { checkTools } from '../keys/check-tools.js';
import { findKeyInForce } from '../keys/find-key.js';
import { rightsOf, toKeyRow } from '../keys/key-row.js';
import { readChangedRights } from '../keys/read-rights.js';
import { readUses } from '../keys/read-uses.js';
import { readNamedRights, rightsOptions } from '../keys/rights-options.js';

export const tokenUpdateCommand: Command = {
  operands: '<id|name>',
  description:
    'Changes what a named key may do, and until when; an expired one opens the gateway again with a time to come. What is not ' +
    'named stays, and so do its secret and its sessions. A gateway that runs takes it over at once.',
  options: {
    ...rightsOptions,
    clear: {
      type: 'string',
      value: '<options>',
      description: 'What goes back to what it is when left out, by commas, e.g. expires,rpm.',
    },
  },
  examples: [
    { line: 'openclaw token update website --expires 90d --rpm 120', note: 'longer, and more of it' },
    { line: 'openclaw token update website --clear rpm,agents', note: 'all agents, without a limit of requests' },
  ],
  run: update,
};

async function update(call: CommandCall): Promise<number> {
  const { environment, json, terminal, values } = call;
  const now = Date.now();
  const { agents, tools } = readNamedRights(values);
  checkAgents(environment, agents);
  await checkTools(environment, tools);
  const { key } = await changeKey(call, { find: findKeyInForce, kind: 'key.changed' }, (given) => ({
    key: withRights(given, call, now),
  }));
  if (json) terminal.json({ ok: true, key: toKeyRow(key, { now, uses: readUses(environment) }) });
  else terminal.line(`Changed the key ${key.name} (id ${key.id}). A gateway that runs takes it over by itself.`);
  return exitCodes.ok;
}

function withRights(key: StoredKey, call: CommandCall, now: number): StoredKey {
  const { id, name, createdAt, secrets } = key;
  return { id, name, createdAt, ...readChangedRights(call, now, rightsOf(key)), secrets };
}
