import { existsSync } from 'node:fs';
import { ConfigInvalidError } from '../../config/config-problem.js';
import { GatewayConfig } from '../../config/gateway.config.js';
import { HttpLocalServerProbe } from '../../providers/detection/http-local-server-probe.js';
import { CliError, exitCodes } from '../cli-error.js';
import type { Command, CommandCall } from '../command.js';
import { findConfigFile, writableFile } from '../config/config-file.js';
import { reportProblems } from '../config/report-problems.js';
import { readFlag } from '../option-values.js';
import { askChoices } from '../setup/ask-choices.js';
import { findProviders } from '../setup/find-providers.js';
import { type AnswerSource, Interview, noAnswers } from '../setup/interview.js';
import { nextSteps } from '../setup/next-steps.js';
import { setupConfigText } from '../setup/setup-config-text.js';
import type { SetupChoices } from '../setup/setup-choice.js';
import { TerminalAnswers } from '../setup/terminal-answers.js';
import { type WrittenConfiguration, writeConfiguration } from '../setup/write-configuration.js';

export const initCommand: Command = {
  operands: '',
  description:
    'Writes a first configuration file by five questions: which models, which one, the main agent, a public agent, the ' +
    'credential. Enter takes what stands in brackets. Answers can be piped, one line each; the rest takes the defaults.',
  options: {
    yes: { type: 'boolean', short: 'y', description: 'Ask nothing and take every default.' },
    force: { type: 'boolean', description: 'Replace the file that is there; it is kept as .bak.' },
  },
  examples: [
    { line: 'openclaw init', note: 'with questions' },
    { line: 'openclaw init --yes', note: 'without, for scripts' },
  ],
  async run(call: CommandCall): Promise<number> {
    const target = writableFile(call.environment);
    if (existsSync(target) && !readFlag(call.values, 'force')) throw alreadyThere(target);
    const choices = await ask(call);
    try {
      report(call, choices, write(call, choices));
      return exitCodes.ok;
    } catch (error) {
      if (!(error instanceof ConfigInvalidError)) throw error;
      return reportProblems(call, error, { file: target, consequence: 'nothing was written' });
    }
  },
};

async function ask({ environment, terminal, values, signal }: CommandCall): Promise<SetupChoices> {
  const probe = new HttpLocalServerProbe();
  const found = await findProviders(environment, probe, new GatewayConfig().port);
  const nobodyAnswers = readFlag(values, 'yes') || (terminal.streams.stdin.isTTY === true && !terminal.canAsk);
  const answers: AnswerSource = nobodyAnswers ? noAnswers : new TerminalAnswers(terminal.streams, signal);
  try {
    return await askChoices(new Interview(answers, terminal), { environment, found, probe });
  } finally {
    answers.close();
  }
}

function write({ environment }: CommandCall, choices: SetupChoices): WrittenConfiguration {
  const { target, stateDirectory } = findConfigFile(environment);
  return writeConfiguration(environment, { file: target, text: setupConfigText(choices), stateDirectory });
}

function report({ terminal, json }: CommandCall, { model }: SetupChoices, written: WrittenConfiguration): void {
  const { file, backup, loaded } = written;
  const { start, tryIt } = nextSteps(loaded.listen, loaded.auth);
  const ref = model ? `${model.provider.name}/${model.modelId}` : 'builtin/guide';
  const agents = loaded.config.agents.list.map(({ id }) => id);
  if (json) {
    terminal.json({ file, ...(backup === undefined ? {} : { backup }), model: ref, agents, start, tryIt });
    return;
  }
  terminal.line(`Wrote ${file}`);
  if (backup !== undefined) terminal.line(`The file that was there is kept as ${backup}`);
  terminal.line(`Model: ${ref}`);
  terminal.line(`Agents: ${agents.join(', ')}`);
  terminal.line(
    `\nStart the gateway, here or with \`npm start\`; one that runs already has to be restarted once:\n${start}`,
  );
  if (tryIt !== undefined) terminal.line(`\nThen try it:\n${tryIt}`);
}

function alreadyThere(file: string): CliError {
  const hint = 'Change it with `openclaw config set`, or replace it with --force; it is kept as .bak then.';
  return new CliError(`There is a configuration already: ${file}.`, { hint });
}
