import { existsSync, readFileSync } from 'node:fs';
import { ConfigInvalidError } from '../../config/config-problem.js';
import type { Environment } from '../../config/environment.js';
import type { ListenAddress } from '../../config/listen-address.js';
import { readSource } from '../../config/load/config-source.js';
import { type ConfigPath, formatPath } from '../../config/settings/config-path.js';
import { StateDirectory } from '../../config/state-directory.js';
import { CliError } from '../cli-error.js';
import { type ConfigFile, findConfigFile, writableFile } from './config-file.js';
import { type ConfigEdit, editConfigText } from './edit-config-text.js';
import { peekConfiguration } from './peek-configuration.js';
import { replaceFile } from './replace-file.js';
import { starterCopy } from './starter-copy.js';

/** What became of a change. */
export interface AppliedChange {
  /** The file that holds it. */
  file: string;
  /** Where it stands, elements of lists by their numbers. */
  path: string;
  /** False where the file said so already; it was not touched then. */
  changed: boolean;
  /** Whether the file was made for it, in the place of the starter. */
  created: boolean;
  /** Whether a gateway that runs has to be started again to take it over. */
  restartNeeded: boolean;
  warnings: readonly string[];
}

/**
 * Changes one setting in the configuration file, in place. A change that would make the configuration invalid is refused, and a
 * failure at any moment leaves the file as it was.
 * @throws ConfigInvalidError, or CliError when the change does not fit the file or the file cannot be written.
 */
export function changeConfiguration(environment: Environment, written: ConfigPath, edit: ConfigEdit): AppliedChange {
  const file = { ...findConfigFile(environment), target: writableFile(environment) };
  const original = readSource({ path: file.path }, environment);
  const before = file.isStarter ? starterCopy(original) : original;
  const { text, path } = editConfigText(before, written, edit, file.path);
  const { listen, warnings } = peekConfiguration(environment, { text });
  const changed = text !== before;
  const restartNeeded = changed && (file.isStarter || !listensThere(environment, listen));
  if (changed) write(environment, file, { original, text });
  return {
    file: changed ? file.target : file.path,
    path: formatPath(path),
    changed,
    created: changed && file.isStarter,
    restartNeeded,
    warnings,
  };
}

function write(
  environment: Environment,
  file: ConfigFile,
  { original, text }: { original: string; text: string },
): void {
  if (file.isStarter) StateDirectory.open(file.stateDirectory);
  replaceFile(file.target, text, (temporary) => {
    // Only a file has a place, which a workspace must not hold.
    peekConfiguration(environment, { path: temporary });
    const isAsItWas = readFileSync(file.path, 'utf8') === original;
    // The starter never changes; somebody else may have made the file in its place.
    if (isAsItWas && !(file.isStarter && existsSync(file.target))) return;
    throw new CliError(`${file.target} was changed by somebody else just now.`, {
      hint: 'Nothing was written; try again.',
    });
  });
}

/** Whether a gateway that was started under the file as it is listens at this address. */
function listensThere(environment: Environment, { host, port }: ListenAddress): boolean {
  try {
    const { listen } = peekConfiguration(environment);
    return listen.host === host && listen.port === port;
  } catch (error) {
    // No gateway was started under a file that cannot be used, but one may still run from before.
    if (error instanceof ConfigInvalidError) return false;
    throw error;
  }
}
