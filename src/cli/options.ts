import type { CommandOption } from './command.js';
import type { CommandEntry } from './command-entry.js';

type Options = Readonly<Record<string, CommandOption>>;

/** What every command takes. */
export const commonOptions: Options = {
  json: { type: 'boolean', description: 'Print JSON in place of text; an error too, as {"error": …}.' },
  'no-color': { type: 'boolean', description: 'Print without colours, also on a terminal; NO_COLOR does the same.' },
  help: { type: 'boolean', short: 'h', description: 'Show the help of the command.' },
};

/** What every command takes that may talk to a gateway; connection/resolve-target.ts reads it. */
export const connectionOptions: Options = {
  url: { type: 'string', value: '<url>', description: 'Address of the gateway, e.g. http://127.0.0.1:18789.' },
  token: { type: 'string', value: '<token>', description: 'Token of the gateway.' },
  password: { type: 'string', value: '<password>', description: 'Password of the gateway.' },
};

/** What a command takes besides its own options. */
export function sharedOptions({ offline = false }: CommandEntry): Options {
  return offline ? commonOptions : { ...connectionOptions, ...commonOptions };
}

/** What is given without a command. */
export const bareOptions: Options = {
  version: { type: 'boolean', short: 'v', description: 'Print the version of this gateway; -V does the same.' },
};

/** What stands before the words of a command may be any of these. */
export const globalOptions: Options = { ...commonOptions, ...connectionOptions, ...bareOptions };
