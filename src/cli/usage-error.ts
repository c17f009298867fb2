import { hintAt } from '../config/settings/did-you-mean.js';
import { closestWord } from '../config/settings/closest-word.js';
import { CliError, exitCodes } from './cli-error.js';

/** The command line is wrong; `command` is the words whose help says how it is meant. */
export function usageError(message: string, command = ''): CliError {
  const help = ['openclaw', ...(command === '' ? [] : [command]), '--help'].join(' ');
  return new CliError(message, { exitCode: exitCodes.usage, hint: `See \`${help}\`.` });
}

/** A word that means nothing, e.g. `Unknown option --agnet (did you mean "--agent"?).` */
export function unknownWord(kind: string, word: string, known: Iterable<string>, command = ''): CliError {
  return usageError(`Unknown ${kind} ${word.slice(0, 64)}${hintAt(closestWord(word, known))}.`, command);
}
