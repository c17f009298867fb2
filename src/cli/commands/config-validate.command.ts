import { resolve } from 'node:path';
import { ConfigInvalidError } from '../../config/config-problem.js';
import { expandHome } from '../../config/state-directory.js';
import { exitCodes } from '../cli-error.js';
import type { Command, CommandCall } from '../command.js';
import { findConfigFile } from '../config/config-file.js';
import { peekConfiguration } from '../config/peek-configuration.js';
import { reportProblems } from '../config/report-problems.js';
import { toolNameWarnings } from '../doctor/known-tools.js';

export const configValidateCommand: Command = {
  operands: '[file]',
  description:
    'Checks a configuration file, by default the one in force, as a start of the gateway would, under the environment as it is ' +
    'here. Tells every problem at once, and what has no effect. Exit code 0 when it can be used, else 78.',
  options: {},
  examples: [
    { line: 'openclaw config validate', note: 'the file in force' },
    { line: 'openclaw config validate ./new.json5', note: 'before it is put in its place' },
  ],
  run: validate,
};

async function validate(call: CommandCall): Promise<number> {
  const { environment, terminal, json } = call;
  const [named] = call.positionals;
  const file = named === undefined ? findConfigFile(environment).path : resolve(expandHome(named, environment));
  try {
    const { config, warnings: ineffective } = peekConfiguration(environment, { path: file });
    const warnings = [...ineffective, ...(await toolNameWarnings(config))];
    if (json) terminal.json({ ok: true, file, problems: [], warnings });
    else terminal.line(terminal.styled('green', `OK: ${file}`));
    if (!json) for (const warning of warnings) terminal.note(terminal.styledNote('yellow', `Warning: ${warning}`));
    return exitCodes.ok;
  } catch (error) {
    if (!(error instanceof ConfigInvalidError)) throw error;
    return reportProblems(call, error, { file });
  }
}
