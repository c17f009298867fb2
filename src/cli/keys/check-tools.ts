import type { Environment } from '../../config/environment.js';
import type { KeyToolsConfig } from '../../config/keys.config.js';
import { type NameList, unknownNames } from '../../tools/policy/unknown-tool-names.js';
import { peekConfiguration } from '../config/peek-configuration.js';
import { knownTools } from '../doctor/known-tools.js';
import { usageError } from '../usage-error.js';

/**
 * Throws for a tool that does not exist: denied by a wrong name it would stay open. Throws `ConfigInvalidError` where nobody can tell,
 * since tool servers stand in the configuration.
 */
export async function checkTools(environment: Environment, wanted: KeyToolsConfig | undefined): Promise<void> {
  const lists = toolListsOf(wanted, '--').map(({ path, names }) => ({ path: `${path}-tools`, names }));
  if (lists.every(({ names }) => names.length === 0)) return;
  const known = await knownTools(peekConfiguration(environment).config.mcp);
  const [unknown] = unknownNames(lists, known) as (string | undefined)[];
  if (unknown !== undefined) throw usageError(unknown);
}

/** The lists of a key, each called `<prefix>allow` or `<prefix>deny`. */
export function toolListsOf({ allow = [], deny = [] }: KeyToolsConfig = {}, prefix: string): NameList[] {
  return [
    { path: `${prefix}allow`, names: allow },
    { path: `${prefix}deny`, names: deny },
  ];
}
