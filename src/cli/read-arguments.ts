import { parseArgs } from 'node:util';
import type { CommandOption, OptionValue } from './command.js';
import { unknownWord, usageError } from './usage-error.js';

export interface ReadArguments {
  positionals: string[];
  values: Record<string, OptionValue>;
}

/**
 * The arguments of a command.
 * @throws CliError for an option that is not among these, a missing value, or a value where none belongs.
 */
export function readArguments(
  args: readonly string[],
  options: Readonly<Record<string, CommandOption>>,
  command: string,
): ReadArguments {
  const read = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true });
  for (const token of read.tokens) if (token.kind === 'option') checkOption(token, options, command);
  return { positionals: read.positionals, values: { ...read.values } };
}

interface OptionToken {
  name: string;
  rawName: string;
  value: string | undefined;
  inlineValue: boolean | undefined;
}

function checkOption(token: OptionToken, options: Readonly<Record<string, CommandOption>>, command: string): void {
  const { name, rawName, value, inlineValue } = token;
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  if (option === undefined) throw unknownWord('option', rawName, Object.keys(options).map(asWritten), command);
  if (option.type === 'boolean' && value !== undefined) throw usageError(`${rawName} takes no value.`, command);
  if (option.type === 'boolean') return;
  const example = `${rawName} ${option.value ?? '<value>'}`;
  if (value === undefined) throw usageError(`${rawName} needs a value: ${example}.`, command);
  if (inlineValue !== true && value.length > 1 && value.startsWith('-')) {
    throw usageError(
      `${rawName} needs a value, and ${value.slice(0, 64)} looks like an option. ${inline(name)}`,
      command,
    );
  }
}

function inline(name: string): string {
  return `Write --${name}=<value> for a value that begins with a dash.`;
}

function asWritten(name: string): string {
  return `--${name}`;
}
