import type { Command } from './command.js';

/** A line of the table: how a command is called, and where it is. It is loaded only when it is called. */
export interface CommandEntry {
  words: readonly [string, ...string[]];
  /** One line for the list of commands. */
  summary: string;
  load(): Promise<Command>;
}

/** Every command. A new one is a file in `commands/` and a line here. */
export const commandTable: readonly CommandEntry[] = [];
