import { formatProblem } from '../../config/config-problem.js';
import { KeyRightsConfig } from '../../config/keys.config.js';
import { SettingsReader } from '../../config/settings/settings-reader.js';
import type { CommandCall, CommandOption } from '../command.js';
import { readCount, readFlag, readText } from '../option-values.js';
import { usageError } from '../usage-error.js';
import { readExpiry } from './read-lifetime.js';

/** What `token create` takes to say what a key may do. */
export const rightsOptions: Readonly<Record<string, CommandOption>> = {
  agents: { type: 'string', value: '<ids>', description: 'The agents that it may use, by commas; all when left out.' },
  owner: { type: 'boolean', description: 'Its runs may be owner runs.' },
  'no-owner': { type: 'boolean', description: 'They never are, whatever a request says; so it is when left out.' },
  expires: { type: 'string', value: '<when>', description: 'A duration such as 30d, or a time such as 2027-01-31.' },
  rpm: { type: 'string', value: '<number>', description: 'Requests a minute.' },
  tpm: { type: 'string', value: '<number>', description: 'Tokens of models a minute.' },
  'max-concurrent': { type: 'string', value: '<number>', description: 'Runs at the same time.' },
  'allow-tools': { type: 'string', value: '<names>', description: 'Just these tools of those that the agent has.' },
  'deny-tools': { type: 'string', value: '<names>', description: 'None of these tools.' },
  scopes: { type: 'string', value: '<scopes>', description: 'What its WebSocket connections may do.' },
  compat: { type: 'string', value: '<mode>', description: 'lenient, warn or strict: fields without effect.' },
};

/** `now` in milliseconds since the epoch. Throws for what no key can have. */
export function readRights({ values }: Pick<CommandCall, 'values'>, now: number): KeyRightsConfig {
  const owner = readFlag(values, 'owner');
  if (owner && readFlag(values, 'no-owner')) throw usageError('There is both --owner and --no-owner; leave one out.');
  const expires = readText(values, 'expires');
  const [allow, deny] = [readList(values, 'allow-tools'), readList(values, 'deny-tools')];
  const written = withoutAbsent({
    agents: readList(values, 'agents'),
    owner,
    tools: allow || deny ? withoutAbsent({ allow, deny }) : undefined,
    expiresAt: expires === undefined ? undefined : readExpiry(expires, now),
    rpm: readCount(values, 'rpm'),
    tpm: readCount(values, 'tpm'),
    maxConcurrent: readCount(values, 'max-concurrent'),
    compat: readText(values, 'compat'),
    scopes: readList(values, 'scopes'),
  });
  return checked(written);
}

function checked(written: Record<string, unknown>): KeyRightsConfig {
  const reader = new SettingsReader();
  const rights = reader.section(KeyRightsConfig, written, []);
  const problem = reader.problems.at(0);
  if (problem) throw usageError(formatProblem(problem));
  if (rights.scopes?.includes('operator.admin') === true && !rights.owner) {
    throw usageError('The scope operator.admin is for keys of the owner only; add --owner.');
  }
  return rights;
}

function readList(values: CommandCall['values'], name: string): string[] | undefined {
  const list = readText(values, name)
    ?.split(',')
    .map((each) => each.trim());
  if (list?.includes('') === true)
    throw usageError(`--${name} has an empty entry; write names with single commas between.`);
  return list;
}

function withoutAbsent(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
