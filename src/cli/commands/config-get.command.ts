import { ConfigInvalidError } from '../../config/config-problem.js';
import { redactedConfiguration } from '../../config/secrets.js';
import { formatPath } from '../../config/settings/config-path.js';
import { CliError, exitCodes } from '../cli-error.js';
import type { Command, CommandCall } from '../command.js';
import { demandValueAt, firstMissing, settledPath } from '../config/config-data.js';
import { findConfigFile } from '../config/config-file.js';
import { peekConfiguration } from '../config/peek-configuration.js';
import { reportProblems } from '../config/report-problems.js';
import { isNamedSetting } from '../config/schema-at.js';
import { parseSettingPath } from '../config/setting-path.js';

export const configGetCommand: Command = {
  operands: '[path]',
  description:
    'Prints the configuration in force, every default filled in and every secret replaced by [redacted]. With a path, just ' +
    'what stands there. An element of a list may be named by its id.',
  options: {},
  examples: [
    { line: 'openclaw config get', note: 'all of it' },
    { line: 'openclaw config get gateway.port', note: 'one setting' },
    { line: 'openclaw config get agents.list.main', note: 'one agent' },
  ],
  run: get,
};

function get(call: CommandCall): number {
  try {
    const configuration = redactedConfiguration(peekConfiguration(call.environment));
    print(call, lookUp(configuration, call.positionals[0]));
    return exitCodes.ok;
  } catch (error) {
    if (!(error instanceof ConfigInvalidError)) throw error;
    return reportProblems(call, error, { file: findConfigFile(call.environment).path });
  }
}

function lookUp(configuration: Record<string, unknown>, written: string | undefined): unknown {
  if (written === undefined) return configuration;
  const path = settledPath(configuration, parseSettingPath(written));
  try {
    return demandValueAt(configuration, path);
  } catch (error) {
    if (!isNamedSetting(firstMissing(configuration, path))) throw error;
    throw new CliError(`${formatPath(path)} is not set.`, {
      hint: `\`openclaw config schema ${written}\` says what it may be.`,
    });
  }
}

/** A single text goes out as it is, so that a shell can use it. */
function print({ terminal, json }: CommandCall, value: unknown): void {
  if (!json && typeof value === 'string') terminal.line(value);
  else terminal.json(value);
}
