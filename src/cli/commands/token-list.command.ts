import { millisecondsOf } from '../../config/settings/point-in-time.js';
import { exitCodes } from '../cli-error.js';
import type { Command, CommandCall } from '../command.js';
import { describeTime } from '../format/describe-time.js';
import { printTable } from '../format/table.js';
import { readKeys } from '../keys/change-keys.js';
import { configuredKeys } from '../keys/configured-keys.js';
import { type KeyRow, toConfiguredRow, toKeyRow } from '../keys/key-row.js';
import { readUses } from '../keys/read-uses.js';

interface Column {
  head: string;
  /** Empty where there is nothing to say. */
  cell: (row: KeyRow) => string;
  /** Also where no key has anything to say. */
  always?: true;
}

const columns: readonly Column[] = [
  { head: 'ID', always: true, cell: ({ id }) => id ?? '(configuration)' },
  { head: 'NAME', always: true, cell: ({ name }) => name },
  { head: 'AGENTS', always: true, cell: ({ agents }) => agents?.join(', ') ?? 'all' },
  { head: 'OWNER', always: true, cell: ({ owner }) => (owner ? 'yes' : 'no') },
  { head: 'LIMITS', cell: limitsOf },
  { head: 'TOOLS', cell: toolsOf },
  { head: 'SCOPES', cell: ({ scopes }) => scopes?.join(', ') ?? '' },
  { head: 'COMPAT', cell: ({ compat }) => compat ?? '' },
  { head: 'CREATED', always: true, cell: ({ createdAt }) => time(createdAt, '') },
  { head: 'EXPIRES', always: true, cell: ({ expiresAt }) => time(expiresAt, 'never') },
  { head: 'LAST USED', always: true, cell: ({ lastUsedAt }) => time(lastUsedAt, 'never') },
  { head: 'STATUS', always: true, cell: ({ status }) => status },
];

export const tokenListCommand: Command = {
  operands: '',
  description:
    'Lists the named keys, those of the configuration too. Their secrets are not kept, so nothing can show them.',
  options: {},
  examples: [{ line: 'openclaw token list', note: 'which keys there are, and when each was used last' }],
  run: list,
};

function list({ environment, json, terminal }: CommandCall): number {
  const times = { now: Date.now(), uses: readUses(environment) };
  const rows = [
    ...configuredKeys(environment).map((key) => toConfiguredRow(key, times)),
    ...readKeys(environment).map((key) => toKeyRow(key, times)),
  ];
  if (json) {
    terminal.json({ keys: rows });
    return exitCodes.ok;
  }
  const shown = columns.filter(({ always, cell }) => always === true || rows.some((row) => cell(row) !== ''));
  printTable(
    terminal,
    shown.map(({ head }) => head),
    rows.map((row) => shown.map(({ cell }) => cell(row))),
  );
  if (rows.length === 0) terminal.note('There are no named keys; make one with `openclaw token create`.');
  return exitCodes.ok;
}

function limitsOf({ rpm, tpm, maxConcurrent }: KeyRow): string {
  return [
    ...(rpm === undefined ? [] : [`${rpm} requests`]),
    ...(tpm === undefined ? [] : [`${tpm} tokens`]),
    ...(maxConcurrent === undefined ? [] : [`${maxConcurrent} at once`]),
  ].join(', ');
}

function toolsOf({ tools = {} }: KeyRow): string {
  const { allow, deny } = tools;
  return [
    ...(allow === undefined ? [] : [allow.length === 0 ? 'none' : `only ${allow.join(', ')}`]),
    ...(deny === undefined || deny.length === 0 ? [] : [`not ${deny.join(', ')}`]),
  ].join('; ');
}

function time(at: string | null | undefined, otherwise: string): string {
  return at ? describeTime(millisecondsOf(at)) : otherwise;
}
