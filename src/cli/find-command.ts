import type { CommandEntry } from './command-entry.js';
import { unknownWord, usageError } from './usage-error.js';

type Table = readonly CommandEntry[];

/** The command that the most of these words name, e.g. of `sessions show main` it is `sessions show`. */
export function findCommand(table: Table, words: readonly string[]): CommandEntry | undefined {
  return table
    .filter((entry) => entry.words.every((word, index) => words[index] === word))
    .toSorted((left, right) => right.words.length - left.words.length)[0];
}

/** The commands whose words begin with all of these. */
export function commandsIn(table: Table, words: readonly string[]): CommandEntry[] {
  return table.filter((entry) => words.every((word, index) => entry.words[index] === word));
}

/** Why these words name no command, with what was probably meant. */
export function noSuchCommand(table: Table, words: readonly string[]): Error {
  const [first = '', second] = words;
  const group = commandsIn(table, [first]);
  if (group.length === 0) return unknownWord('command', first, firstWords(table));
  if (second !== undefined) return unknownWord('command', `${first} ${second}`, group.map(nameOf), first);
  return usageError(`openclaw ${first} needs one of: ${group.map((entry) => entry.words[1] ?? '').join(', ')}.`, first);
}

export function nameOf(entry: CommandEntry): string {
  return entry.words.join(' ');
}

function firstWords(table: Table): string[] {
  return [...new Set(['help', ...table.map((entry) => entry.words[0])])];
}
