import { constants, copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Environment } from '../../config/environment.js';
import { errorReason, isSystemError } from '../../common/system-error.js';
import { StateDirectory } from '../../config/state-directory.js';
import { CliError } from '../cli-error.js';
import { type PeekedConfiguration, peekConfiguration } from '../config/peek-configuration.js';
import { replaceFile } from '../config/replace-file.js';

export interface WrittenConfiguration {
  file: string;
  /** Where the file is that stood there before. */
  backup?: string;
  loaded: PeekedConfiguration;
}

/**
 * Writes a configuration file that a gateway can start with, and keeps the one that was there.
 * @throws ConfigInvalidError when the gateway could not use the text; then nothing is written.
 */
export function writeConfiguration(
  environment: Environment,
  { file, text, stateDirectory }: { file: string; text: string; stateDirectory: string },
): WrittenConfiguration {
  peekConfiguration(environment, { text });
  StateDirectory.open(stateDirectory);
  makeParent(file);
  const backup = existsSync(file) ? keep(file) : undefined;
  replaceFile(file, text, (temporary) => {
    peekConfiguration(environment, { path: temporary });
  });
  const loaded = peekConfiguration(environment, { path: file });
  return { file, loaded, ...(backup === undefined ? {} : { backup }) };
}

function makeParent(file: string): void {
  try {
    if (!existsSync(dirname(file))) mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new CliError(`${dirname(file)} cannot be made: ${errorReason(error)}.`, { hint: 'Nothing was written.' });
  }
}

/** The first free name of `<file>.bak`, `<file>.bak2`, …: no earlier copy is lost. */
function keep(file: string, count = 1): string {
  const backup = `${file}.bak${count === 1 ? '' : count}`;
  try {
    copyFileSync(file, backup, constants.COPYFILE_EXCL);
    return backup;
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) return keep(file, count + 1);
    throw new CliError(`${backup} cannot be written: ${errorReason(error)}.`, { hint: 'Nothing was changed.' });
  }
}
