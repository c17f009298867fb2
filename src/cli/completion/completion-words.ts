import type { CommandEntry } from '../command-entry.js';
import { nameOf } from '../find-command.js';
import { sharedOptions } from '../options.js';

/** What can be completed after one command. */
export interface CompletedCommand {
  /** Its words, separated by spaces. */
  name: string;
  summary: string;
  options: CompletedOption[];
}

export interface CompletedOption {
  /** e.g. `--message`. */
  flag: string;
  description: string;
  takesValue: boolean;
}

/** All commands of the table with their options; loads each of them. */
export async function completedCommands(table: readonly CommandEntry[]): Promise<CompletedCommand[]> {
  return Promise.all(table.map(completedCommand));
}

async function completedCommand(entry: CommandEntry): Promise<CompletedCommand> {
  const { options } = await entry.load();
  const all = Object.entries({ ...options, ...sharedOptions(entry) });
  return {
    name: nameOf(entry),
    summary: entry.summary,
    options: all.map(([name, { type, description }]) => {
      return { flag: `--${name}`, description, takesValue: type === 'string' };
    }),
  };
}

/** Each beginning of a command to the words that can follow it, e.g. `sessions` to `list` and `show`; empty for the first. */
export function followingWords(commands: readonly CompletedCommand[]): Map<string, string[]> {
  const following = new Map<string, string[]>();
  for (const { name } of commands) {
    const words = name.split(' ');
    for (const [index, word] of words.entries()) {
      const beginning = words.slice(0, index).join(' ');
      following.set(beginning, [...new Set([...(following.get(beginning) ?? []), word])]);
    }
  }
  return following;
}
