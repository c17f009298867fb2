import { existsSync } from 'node:fs';
import { CliError } from '../cli-error.js';
import type { Environment } from '../../config/environment.js';
import { type ConfigSource, locateConfig, starterConfigPath } from '../../config/load/config-source.js';
import { stateFiles } from '../../config/state-files.js';
import { StateDirectory, stateDirectoryPath } from '../../config/state-directory.js';

/** The configuration file in force, and where changes of it go. */
export interface ConfigFile {
  /** The one that is read. */
  path: string;
  /** The starter belongs to the checkout and is never changed: a copy in the state directory takes its place. */
  isStarter: boolean;
  /** The one that is written. */
  target: string;
  exists: boolean;
  stateDirectory: string;
}

/**
 * The file that changes go to.
 * @throws CliError where that would not be the one in force.
 */
export function writableFile(environment: Environment): string {
  const { isStarter, target } = findConfigFile(environment);
  if (!isStarter || environment.get('OPENCLAW_CONFIG_PATH') === undefined) return target;
  throw new CliError('OPENCLAW_CONFIG_PATH names the starter configuration, which is never changed.', {
    hint: `Unset it, and ${target} is used; or let it name a copy of the starter.`,
  });
}

/** Makes nothing. */
export function findConfigFile(environment: Environment): ConfigFile {
  const state = new StateDirectory(stateDirectoryPath(environment));
  const path = pathOf(locateConfig(environment, state));
  const isStarter = path === starterConfigPath;
  return {
    path,
    isStarter,
    target: isStarter ? state.file(stateFiles.configuration) : path,
    exists: existsSync(path),
    stateDirectory: state.path,
  };
}

function pathOf(source: ConfigSource): string {
  return 'path' in source ? source.path : '';
}
