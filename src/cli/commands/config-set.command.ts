import { ConfigInvalidError } from '../../config/config-problem.js';
import { neededVariables } from '../../config/load/substitute-environment.js';
import type { ConfigPath } from '../../config/settings/config-path.js';
import { exitCodes } from '../cli-error.js';
import type { Command, CommandCall } from '../command.js';
import { type AppliedChange, changeConfiguration } from '../config/change-configuration.js';
import { findConfigFile } from '../config/config-file.js';
import type { ConfigEdit } from '../config/edit-config-text.js';
import { reportProblems } from '../config/report-problems.js';
import { parseSettingPath } from '../config/setting-path.js';
import { parseSettingValue } from '../config/setting-value.js';
import { readFlag } from '../option-values.js';
import { usageError } from '../usage-error.js';

export const configSetCommand: Command = {
  operands: '<path> [value]',
  description:
    'Changes one setting in the configuration file; comments and everything else stay as they are. The value is JSON5, or else ' +
    'the text itself. A change that would make the configuration invalid is refused and nothing is written.',
  options: { unset: { type: 'boolean', description: 'Take the setting away; no value then.' } },
  examples: [
    { line: 'openclaw config set agents.defaults.model ollama/llama3.3', note: 'another model for all agents' },
    { line: 'openclaw config set agents.list.front-desk.publicMode true', note: 'one agent, by its id' },
    { line: 'openclaw config set tools.deny \'["exec"]\'', note: 'a list' },
    { line: 'openclaw config set --unset gateway.bind', note: 'back to the default' },
  ],
  run: set,
};

function set(call: CommandCall): number {
  const { path, edit } = readOperands(call);
  try {
    report(call, edit, changeConfiguration(call.environment, path, edit));
    return exitCodes.ok;
  } catch (error) {
    if (!(error instanceof ConfigInvalidError)) throw error;
    const file = findConfigFile(call.environment).path;
    return reportProblems(call, error, { file, consequence: 'nothing was changed' });
  }
}

function readOperands({ positionals, values }: CommandCall): { path: ConfigPath; edit: ConfigEdit } {
  const isUnset = readFlag(values, 'unset');
  const [written = '', value] = positionals;
  if (isUnset === (value !== undefined)) throw usageError(isUnset ? surplus : missing, 'config set');
  const path = parseSettingPath(written);
  return { path, edit: value === undefined ? { kind: 'unset' } : { kind: 'set', value: parseSettingValue(value) } };
}

const missing = 'The value is missing: openclaw config set <path> <value>, or --unset <path>.';
const surplus = '--unset takes the setting away; there must be no value.';

function report({ terminal, json }: CommandCall, edit: ConfigEdit, change: AppliedChange): void {
  if (json) {
    terminal.json({ ok: true, ...change });
    return;
  }
  const { file, path, changed, created, restartNeeded, warnings } = change;
  if (!changed) {
    terminal.line(`Nothing to change: ${file} says so already.`);
    return;
  }
  if (created) terminal.line(`Made ${file} from the starter configuration, which stays as it is.`);
  terminal.line(`${edit.kind === 'set' ? 'Set' : 'Took away'} ${path} in ${file}.`);
  terminal.line(restartNeeded ? restartHint(created) : reloadHint(edit));
  for (const warning of warnings) terminal.note(terminal.styledNote('yellow', `Warning: ${warning}`));
}

/** The gateway goes by its own environment, which may lack what is set here. */
function reloadHint(edit: ConfigEdit): string {
  const names = edit.kind === 'set' ? neededVariables(edit.value) : [];
  if (names.length === 0) return 'A gateway that runs takes it over by itself.';
  const variables = `the ${names.length === 1 ? 'variable' : 'variables'} ${names.join(' and ')}`;
  return `A gateway that runs takes it over by itself; it needs ${variables} in its own environment.`;
}

function restartHint(created: boolean): string {
  const reason = created ? 'it still reads the starter' : 'where it listens is decided at its start';
  return `A gateway that runs has to be restarted: ${reason}.`;
}
