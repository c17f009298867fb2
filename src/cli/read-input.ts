import { text } from 'node:stream/consumers';
import { untilAborted } from '../common/abort.js';
import type { CommandCall } from './command.js';
import { usageError } from './usage-error.js';

/** What is meant by the value of an option: everything on standard input for `-`, else the value itself. */
export async function readOrStdin(value: string, option: string, { terminal, signal }: CommandCall): Promise<string> {
  if (value !== '-') return value;
  const { stdin } = terminal.streams;
  if (stdin.isTTY === true) terminal.note(`Reading ${option} from the terminal; end it with Ctrl-D.`);
  const input = await untilAborted(text(stdin), signal);
  if (input.trim() === '') throw usageError(`${option} is to come from standard input, but there was nothing.`);
  // An editor or `echo` ends the last line; it is no part of what was meant.
  return input.replace(/\r?\n$/, '');
}
