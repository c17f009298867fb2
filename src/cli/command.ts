import type { Environment } from '../config/environment.js';
import type { GatewayLink } from './gateway-link.port.js';
import type { Terminal } from './terminal.js';

/** An option as `parseArgs` of node:util takes it, and what the help says of it. `--json` and `--help` need not be named. */
export interface CommandOption {
  type: 'string' | 'boolean';
  short?: string;
  multiple?: boolean;
  /** What stands for the value in the help, e.g. `<id>`. */
  value?: string;
  description: string;
}

export interface CommandExample {
  line: string;
  /** What it is good for. */
  note: string;
}

/** One command: a file of its own in `commands/`, named by its line in `command-table.ts`. */
export interface Command {
  /** What it takes after its words, e.g. `<path> <value>`; empty where it takes none. */
  readonly operands: string;
  /** A few sentences for its help. */
  readonly description: string;
  readonly options: Readonly<Record<string, CommandOption>>;
  readonly examples: readonly CommandExample[];
  /** The exit code. Throws, or rejects with, a `CliError` for what the user can mend. */
  run(call: CommandCall): number | Promise<number>;
}

/** What a command was called with, and what it is lent. */
export interface CommandCall {
  positionals: readonly string[];
  values: Readonly<Record<string, OptionValue>>;
  /** Whether one JSON document is wanted in place of text for people. */
  json: boolean;
  terminal: Terminal;
  environment: Environment;
  services: CliServices;
  /** Aborts on Ctrl-C. */
  signal: AbortSignal;
}

export type OptionValue = string | boolean | (string | boolean)[] | undefined;

/** What needs the whole gateway; the roof lends it, and loads it only when it is asked. */
export interface CliServices {
  /** Runs a gateway in this process until it is stopped; resolves to the exit code. `args` as of `npm start`. */
  runGateway(args: readonly string[]): Promise<number>;
  /** A gateway within this process that listens nowhere. Rejects with `ConfigInvalidError`. */
  openLocal(): Promise<GatewayLink>;
}
