import { CliError } from '../cli-error.js';

/** Nothing is kept under the key; programs get the code that the gateway itself gives for it. */
export function sessionNotFound(key: string): CliError {
  return new CliError(`There is no session ${key}.`, {
    code: 'session_not_found',
    hint: '`openclaw sessions list` has the keys of those that are kept.',
  });
}
