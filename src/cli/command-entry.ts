import type { Command } from './command.js';

/** A line of the table: how a command is called, and where it is. It is loaded only when it is called. */
export interface CommandEntry {
  words: readonly [string, ...string[]];
  /** One line for the list of commands. */
  summary: string;
  /** It never talks to a gateway, so that `--url`, `--token` and `--password` are refused. */
  offline?: boolean;
  load(): Promise<Command>;
}
