import { existsSync } from 'node:fs';
import { ConfigInvalidError } from '../../config/config-problem.js';
import { GatewayConfig } from '../../config/gateway.config.js';
import { HttpLocalServerProbe } from '../../providers/detection/http-local-server-probe.js';
import { CliError, exitCodes } from '../cli-error.js';
import type { Command, CommandCall } from '../command.js';
import { findConfigFile, writableFile } from '../config/config-file.js';
import { UndiciAsker } from '../doctor/http-asker.js';
import { reportProblems } from '../config/report-problems.js';
import { readFlag } from '../option-values.js';
import { askChoices } from '../setup/ask-choices.js';
import { noModelHint } from '../setup/ask-model.js';
import { findProviders } from '../setup/find-providers.js';
import { type AnswerSource, Interview, noAnswers } from '../setup/interview.js';
import { nextSteps } from '../setup/next-steps.js';
import { setupConfigText } from '../setup/setup-config-text.js';
import type { SetupChoices } from '../setup/setup-choice.js';
import { TerminalAnswers } from '../setup/terminal-answers.js';
import { type WrittenConfiguration, writeConfiguration } from '../setup/write-configuration.js';

/** How long a server that is named may take to list its models, and how long the list may be in bytes. */
const serverMilliseconds = 3_000;
const longestList = 1024 * 1024;

export const initCommand: Command = {
  operands: '',
  description:
    'Writes a first configuration file by five questions: which models, which one of them, the main agent, a public agent, the ' +
    'credential; by four where no model is chosen. Enter takes what stands in brackets. Answers can be piped, one line each; the ' +
    'rest takes the defaults.',
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
    const asked = await ask(call);
    try {
      report(call, asked, write(call, asked.choices));
      return exitCodes.ok;
    } catch (error) {
      if (!(error instanceof ConfigInvalidError)) throw error;
      return reportProblems(call, error, { file: target, consequence: 'nothing was written' });
    }
  },
};

interface Asked {
  choices: SetupChoices;
  /** Whether any provider was found, chosen or not. */
  foundAny: boolean;
}

async function ask({ environment, terminal, values, signal }: CommandCall): Promise<Asked> {
  const found = await findProviders(environment, new HttpLocalServerProbe(), new GatewayConfig().port);
  const nobodyAnswers = readFlag(values, 'yes') || (terminal.streams.stdin.isTTY === true && !terminal.canAsk);
  const answers: AnswerSource = nobodyAnswers ? noAnswers : new TerminalAnswers(terminal, signal);
  const http = new UndiciAsker(serverMilliseconds, longestList);
  try {
    const choices = await askChoices(new Interview(answers, terminal), { environment, found, http });
    return { choices, foundAny: found.length > 0 };
  } finally {
    answers.close();
  }
}

function write({ environment }: CommandCall, choices: SetupChoices): WrittenConfiguration {
  const { target, stateDirectory } = findConfigFile(environment);
  return writeConfiguration(environment, { file: target, text: setupConfigText(choices), stateDirectory });
}

function report({ terminal, json }: CommandCall, { choices, foundAny }: Asked, written: WrittenConfiguration): void {
  const { file, backup, loaded } = written;
  const { start, tryIt } = nextSteps(loaded.listen, loaded.auth);
  const agents = loaded.config.agents.list.map(({ id }) => id);
  if (json) {
    const model = refOf(choices.model) ?? 'builtin/guide';
    terminal.json({ file, ...(backup === undefined ? {} : { backup }), model, agents, start, tryIt });
    return;
  }
  terminal.line(`Wrote ${file}`);
  if (backup !== undefined) terminal.line(`The file that was there is kept as ${backup}`);
  terminal.line(`Model: ${refOf(choices.model) ?? 'what the gateway finds at its start, else the built-in guide'}`);
  terminal.line(`Agents: ${agents.join(', ')}`);
  if (!foundAny && choices.model === undefined) terminal.line(`\n${noModelHint}`);
  terminal.line(`\n${startText}\n${start}`);
  if (tryIt !== undefined) terminal.line(['\nThen try it:', ...chatSteps, tryIt].join('\n'));
}

const startText = 'Start the gateway, here or with `npm start`; one that runs already has to be restarted once:';
const chatSteps = ['openclaw chat', 'openclaw agent --message "Hello"'];

function refOf(model: SetupChoices['model']): string | undefined {
  return model && `${model.provider.name}/${model.modelId}`;
}

function alreadyThere(file: string): CliError {
  const hint = 'Change it with `openclaw config set`, or replace it with --force; it is kept as .bak then.';
  return new CliError(`There is a configuration already: ${file}.`, { hint });
}
