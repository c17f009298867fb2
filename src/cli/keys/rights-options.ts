import { type KeyRightsConfig, mostConcurrent, mostPerMinute } from '../../config/keys.config.js';
import type { CommandCall, CommandOption } from '../command.js';
import { readCount, readText } from '../option-values.js';
import { usageError } from '../usage-error.js';
import { readExpiry } from './read-lifetime.js';

/** What `token create` and `token update` take to say what a key may do. */
export const rightsOptions: Readonly<Record<string, CommandOption>> = {
  agents: { type: 'string', value: '<ids>', description: 'The agents that it may use, by commas; all when left out.' },
  owner: { type: 'boolean', description: 'Its runs may be owner runs.' },
  'no-owner': { type: 'boolean', description: 'They never are, whatever a request says; so are those of a new key.' },
  expires: { type: 'string', value: '<when>', description: 'A duration such as 30d, or a time such as 2027-01-31.' },
  rpm: { type: 'string', value: '<number>', description: 'Requests a minute.' },
  tpm: { type: 'string', value: '<number>', description: 'Tokens of models a minute.' },
  'max-concurrent': { type: 'string', value: '<number>', description: 'Runs at the same time.' },
  'allow-tools': { type: 'string', value: '<names>', description: 'Just these tools of those that the agent has.' },
  'deny-tools': { type: 'string', value: '<names>', description: 'None of these tools.' },
  scopes: {
    type: 'string',
    value: '<scopes>',
    description: 'operator.read only looks, operator.write starts runs too.',
  },
  compat: { type: 'string', value: '<mode>', description: 'lenient, warn or strict: fields without effect.' },
};

/** What a key may do, under the names of the options. What is not said is not there. */
export type RightsByOption = Partial<Record<string, unknown>>;

/** All of them but those for the owner. */
export function readOptions(values: CommandCall['values'], now: number): RightsByOption {
  const expires = readText(values, 'expires');
  return withoutAbsent({
    agents: readList(values, 'agents'),
    expires: expires === undefined ? undefined : readExpiry(expires, now),
    rpm: readCount(values, 'rpm', mostPerMinute),
    tpm: readCount(values, 'tpm', mostPerMinute),
    'max-concurrent': readCount(values, 'max-concurrent', mostConcurrent),
    'allow-tools': readList(values, 'allow-tools'),
    'deny-tools': readList(values, 'deny-tools'),
    scopes: readList(values, 'scopes'),
    compat: readText(values, 'compat'),
  });
}

/** What names something that has to be there; `checkAgents` and `checkTools` look. */
export function readNamedRights(values: CommandCall['values']): Pick<KeyRightsConfig, 'agents' | 'tools'> {
  const [agents, allow, deny] = ['agents', 'allow-tools', 'deny-tools'].map((name) => readList(values, name));
  return { ...(agents && { agents }), tools: { ...(allow && { allow }), ...(deny && { deny }) } };
}

/** The settings of a key, still to be checked. */
export function fromOptions(options: RightsByOption): Record<string, unknown> {
  const { expires, 'max-concurrent': maxConcurrent, 'allow-tools': allow, 'deny-tools': deny, ...same } = options;
  const tools = allow === undefined && deny === undefined ? undefined : withoutAbsent({ allow, deny });
  return withoutAbsent({ ...same, expiresAt: expires, maxConcurrent, tools });
}

export function toOptions({ expiresAt, maxConcurrent, tools, ...same }: KeyRightsConfig): RightsByOption {
  const lists = { 'allow-tools': tools?.allow, 'deny-tools': tools?.deny };
  return withoutAbsent({ ...same, expires: expiresAt, 'max-concurrent': maxConcurrent, ...lists });
}

export function readList(values: CommandCall['values'], name: string): string[] | undefined {
  const list = readText(values, name)
    ?.split(',')
    .map((each) => each.trim());
  if (list?.includes('') === true)
    throw usageError(`--${name} has an empty entry; write names with single commas between.`);
  return list;
}

function withoutAbsent(values: RightsByOption): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
