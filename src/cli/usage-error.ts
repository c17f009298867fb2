import { hintAt } from '../config/settings/did-you-mean.js';
import { closestWord } from '../config/settings/closest-word.js';
import { CliError, exitCodes } from './cli-error.js';

/** The command line is wrong; the hint names the help that says how it is meant. */
export class UsageError extends CliError {
  /** `command`: the words of the command; empty where it is not known. */
  constructor(
    message: string,
    readonly command: string,
  ) {
    const help = ['openclaw', ...(command === '' ? [] : [command]), '--help'].join(' ');
    super(message, { exitCode: exitCodes.usage, hint: `See \`${help}\`.` });
  }
}

/** `command` may be left out below a command: `withinCommand` knows which one runs. */
export function usageError(message: string, command = ''): UsageError {
  return new UsageError(message, command);
}

/** A word that means nothing, e.g. `Unknown option --agnet (did you mean "--agent"?).` */
export function unknownWord(kind: string, word: string, known: Iterable<string>, command = ''): UsageError {
  return usageError(`Unknown ${kind} ${word.slice(0, 64)}${hintAt(closestWord(word, known))}.`, command);
}

/** What `work` comes to; a mistake in the line that names no command is one in the line of this command. */
export async function withinCommand<T>(command: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UsageError && error.command === '') throw new UsageError(error.message, command);
    throw error;
  }
}
