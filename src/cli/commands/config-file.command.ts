import { exitCodes } from '../cli-error.js';
import type { Command, CommandCall } from '../command.js';
import { findConfigFile } from '../config/config-file.js';

export const configFileCommand: Command = {
  operands: '',
  description: 'Prints which configuration file is in force, whether or not it can be used.',
  options: {},
  examples: [{ line: 'openclaw config file', note: 'its path, and nothing else' }],
  run: tell,
};

function tell({ environment, terminal, json }: CommandCall): number {
  const { path, exists, isStarter, target } = findConfigFile(environment);
  if (json) {
    terminal.json({ file: path, exists, isStarter, writtenTo: target });
    return exitCodes.ok;
  }
  terminal.line(path);
  if (isStarter)
    terminal.note(`This is the starter; \`openclaw config set\` and \`openclaw init\` make ${target} instead.`);
  if (!exists) terminal.note('There is no such file. OPENCLAW_CONFIG_PATH names it; `openclaw init` makes one.');
  return exitCodes.ok;
}
