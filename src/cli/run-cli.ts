import type { Environment } from '../config/environment.js';
import { CliError, exitCodes } from './cli-error.js';
import { checkOperands } from './check-operands.js';
import type { CliServices } from './command.js';
import type { CommandEntry } from './command-entry.js';
import { commandsIn, findCommand, nameOf, noSuchCommand } from './find-command.js';
import { readFlag } from './option-values.js';
import { globalOptions, sharedOptions } from './options.js';
import { readArguments } from './read-arguments.js';
import { type TerminalStreams, Terminal } from './terminal.js';
import { withinCommand } from './usage-error.js';

/** What the command line is called with. */
export interface CliSurroundings {
  /** Without the program. */
  argv: readonly string[];
  table: readonly CommandEntry[];
  streams: TerminalStreams;
  environment: Environment;
  services: CliServices;
  /** Aborts on Ctrl-C. */
  signal: AbortSignal;
}

/** Runs one command; resolves to the exit code and never rejects. */
export async function runCli(surroundings: CliSurroundings): Promise<number> {
  const { argv, environment, streams, signal } = surroundings;
  const colours = !hasFlag(argv, '--no-color') && environment.get('NO_COLOR') === undefined;
  const terminal = new Terminal(streams, colours);
  const json = hasFlag(argv, '--json');
  try {
    return await dispatch({ ...surroundings, terminal, json });
  } catch (error) {
    const { reportFailure } = await import('./report-failure.js');
    return reportFailure(signal.aborted && !(error instanceof CliError) ? interrupted() : error, terminal, json);
  }
}

interface Run extends CliSurroundings {
  terminal: Terminal;
  json: boolean;
}

async function dispatch(run: Run): Promise<number> {
  const { argv, table } = run;
  const { leading, rest } = splitLeading(argv);
  if (rest[0] === 'help') return help(run, wordsOf(rest.slice(1)));
  if (rest[0] === undefined) return withoutCommand(run, leading);
  const entry = findCommand(table, rest);
  const wantsHelp = hasFlag(argv, '--help') || hasFlag(argv, '-h');
  if (wantsHelp) return help(run, entry?.words ?? wordsOf(rest));
  if (entry === undefined) throw noSuchCommand(table, wordsOf(rest));
  return call(run, entry, [...leading, ...rest.slice(entry.words.length)]);
}

async function call(run: Run, entry: CommandEntry, args: readonly string[]): Promise<number> {
  const command = await entry.load();
  const { positionals, values } = readArguments(args, { ...sharedOptions(entry), ...command.options }, nameOf(entry));
  checkOperands(command.operands, positionals, nameOf(entry));
  const { terminal, environment, services, signal, json } = run;
  return withinCommand(nameOf(entry), () =>
    command.run({ positionals, values, json, terminal, environment, services, signal }),
  );
}

async function withoutCommand({ table, terminal, json }: Run, leading: readonly string[]): Promise<number> {
  const { values } = readArguments(leading.map(asVersionOption), globalOptions, '');
  if (readFlag(values, 'version')) {
    const { gatewayVersion } = await import('../common/gateway-version.js');
    if (json) terminal.json({ version: gatewayVersion });
    else terminal.line(gatewayVersion);
    return exitCodes.ok;
  }
  const { overview } = await import('./help.js');
  terminal.write(overview(table, terminal));
  return exitCodes.ok;
}

async function help({ table, terminal }: Run, words: readonly string[]): Promise<number> {
  const { commandHelp, groupHelp, overview } = await import('./help.js');
  const entry = findCommand(table, words);
  const group = commandsIn(table, words);
  if (words.length === 0) terminal.write(overview(table, terminal));
  else if (entry !== undefined) terminal.write(commandHelp(entry, await entry.load(), terminal));
  else if (group.length > 0) terminal.write(groupHelp(group, words, terminal));
  else throw noSuchCommand(table, words);
  return exitCodes.ok;
}

/** The options before the first word of the command, with their values, and everything from that word on. */
function splitLeading(argv: readonly string[]): { leading: readonly string[]; rest: readonly string[] } {
  let index = 0;
  while (argv[index]?.startsWith('-')) {
    const option = globalOptions[argv[index]?.slice(2) ?? ''];
    index += option?.type === 'string' ? 2 : 1;
  }
  return { leading: argv.slice(0, index), rest: argv.slice(index) };
}

/** `-V` is what other programs call it. */
function asVersionOption(argument: string): string {
  return argument === '-V' ? '--version' : argument;
}

function wordsOf(args: readonly string[]): string[] {
  const end = args.findIndex((argument) => argument.startsWith('-'));
  return args.slice(0, end < 0 ? args.length : end);
}

/** Whether a flag is given, wherever it stands before `--`. */
function hasFlag(argv: readonly string[], flag: string): boolean {
  const end = argv.indexOf('--');
  return argv.slice(0, end < 0 ? argv.length : end).includes(flag);
}

function interrupted(): CliError {
  return new CliError('Interrupted.', { exitCode: exitCodes.interrupted });
}
