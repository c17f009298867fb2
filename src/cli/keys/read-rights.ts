import { formatProblem } from '../../config/config-problem.js';
import { KeyRightsConfig } from '../../config/keys.config.js';
import { SettingsReader } from '../../config/settings/settings-reader.js';
import type { CommandCall } from '../command.js';
import { readFlag } from '../option-values.js';
import { usageError } from '../usage-error.js';
import { type RightsByOption, fromOptions, readList, readOptions, rightsOptions, toOptions } from './rights-options.js';

/** What a key may do, as the options of `token create` say it; `now` in milliseconds since the epoch. Throws for what no key can have. */
export function readRights({ values }: Pick<CommandCall, 'values'>, now: number): KeyRightsConfig {
  return checked({ ...readOptions(values, now), ...readOwner(values) });
}

/**
 * The same with what the options of `token update` put in the place of `earlier`, and without what `--clear` names. Throws where
 * nothing is said.
 */
export function readChangedRights(
  { values }: Pick<CommandCall, 'values'>,
  now: number,
  earlier: KeyRightsConfig,
): KeyRightsConfig {
  const given = { ...readOptions(values, now), ...readOwner(values) };
  const cleared = readCleared(values);
  if (Object.keys(given).length === 0 && cleared.length === 0) {
    throw usageError('Nothing is to change; name what the key is to have, or `--clear` what it is to lose.');
  }
  const both = cleared.find((name) => Object.hasOwn(given, name));
  if (both !== undefined) throw usageError(`There is --${both}, and --clear names it too; leave one out.`);
  const kept = Object.entries(toOptions(earlier)).filter(([name]) => !cleared.includes(name));
  return checked({ ...Object.fromEntries(kept), ...given });
}

/** Nothing where neither option is given. */
function readOwner(values: CommandCall['values']): RightsByOption {
  const [owner, notOwner] = [readFlag(values, 'owner'), readFlag(values, 'no-owner')];
  if (owner && notOwner) throw usageError('There is both --owner and --no-owner; leave one out.');
  return owner || notOwner ? { owner } : {};
}

function readCleared(values: CommandCall['values']): string[] {
  const names = readList(values, 'clear') ?? [];
  const clearable = Object.keys(rightsOptions).filter((name) => !name.endsWith('owner'));
  const unknown = names.find((name) => !clearable.includes(name));
  if (unknown === undefined) return names;
  throw usageError(`--clear takes ${clearable.join(', ')}, but is given "${unknown.slice(0, 64)}".`);
}

function checked(options: RightsByOption): KeyRightsConfig {
  const reader = new SettingsReader();
  const rights = reader.section(KeyRightsConfig, fromOptions(options), []);
  const problem = reader.problems.at(0);
  if (problem) throw usageError(formatProblem(problem));
  if (rights.scopes?.includes('operator.admin') === true && !rights.owner) {
    throw usageError('The scope operator.admin is for keys of the owner only; add --owner.');
  }
  return rights;
}
