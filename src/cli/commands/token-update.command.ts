import type { StoredKey } from '../../auth/keys/stored-keys.js';
import { exitCodes } from '../cli-error.js';
import type { Command, CommandCall } from '../command.js';
import { changeKeys } from '../keys/change-keys.js';
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
  const { environment, json, positionals, terminal, values } = call;
  const [given = ''] = positionals;
  const now = Date.now();
  const { agents, tools } = readNamedRights(values);
  checkAgents(environment, agents);
  await checkTools(environment, tools);
  const changed = await changeKeys(call, (keys) => {
    const key = findKeyInForce(keys, given, environment);
    const told = withRights(key, call, now);
    return {
      keys: keys.map((each) => (each === key ? told : each)),
      told,
      event: { kind: 'key.changed', key: key.name },
    };
  });
  if (json) terminal.json({ ok: true, key: toKeyRow(changed, { now, uses: readUses(environment) }) });
  else
    terminal.line(`Changed the key ${changed.name} (id ${changed.id}). A gateway that runs takes it over by itself.`);
  return exitCodes.ok;
}

function withRights(key: StoredKey, call: CommandCall, now: number): StoredKey {
  const { id, name, createdAt, secrets } = key;
  return { id, name, createdAt, ...readChangedRights(call, now, rightsOf(key)), secrets };
}
