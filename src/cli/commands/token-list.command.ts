import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../../config/environment.js';
import { stateDirectoryPath } from '../../config/state-directory.js';
import { keyFiles, stateFiles } from '../../config/state-files.js';
import { millisecondsOf } from '../../config/settings/point-in-time.js';
import { exitCodes } from '../cli-error.js';
import type { Command, CommandCall } from '../command.js';
import { describeTime } from '../format/describe-time.js';
import { printTable } from '../format/table.js';
import { readKeys } from '../keys/change-keys.js';
import { configuredKeys } from '../keys/find-key.js';
import { type KeyRow, toConfiguredRow, toKeyRow } from '../keys/key-row.js';

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
  const heads = ['ID', 'NAME', 'AGENTS', 'OWNER', 'CREATED', 'EXPIRES', 'LAST USED', 'STATUS'];
  printTable(terminal, heads, rows.map(toCells));
  if (rows.length === 0) terminal.note('There are no named keys; make one with `openclaw token create`.');
  return exitCodes.ok;
}

function toCells({ id, name, agents, owner, createdAt, expiresAt, lastUsedAt, status }: KeyRow): string[] {
  return [
    id ?? '(configuration)',
    name,
    agents?.join(', ') ?? 'all',
    owner ? 'yes' : 'no',
    shown(createdAt, ''),
    shown(expiresAt, 'never'),
    shown(lastUsedAt, 'never'),
    status,
  ];
}

function shown(time: string | null | undefined, otherwise: string): string {
  return time ? describeTime(millisecondsOf(time)) : otherwise;
}

function readUses(environment: Environment): string | undefined {
  try {
    return readFileSync(join(stateDirectoryPath(environment), stateFiles.keys, keyFiles.uses), 'utf8');
  } catch {
    // No key has been used yet, or nobody may know.
    return undefined;
  }
}
