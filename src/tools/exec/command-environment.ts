import type { Environment } from '../../config/environment.js';
import { harmlessVariables } from '../harmless-variables.js';

export interface CommandEnvironmentOptions {
  /** The variables of the gateway. */
  environment: Environment;
  /** Names that the configuration adds. */
  names: readonly string[];
  /** Values that must not be passed on, as a whole or as a part. */
  secrets: readonly string[];
  publicMode: boolean;
  /** The workspace as the command sees it. */
  home: string;
  temporaryDirectory: string;
}

export interface CommandEnvironment {
  variables: Record<string, string>;
  /** Configured names that were not passed on, because they hold a secret of the gateway. */
  withheld: string[];
  /** Configured names that the gateway's environment does not have. */
  unset: string[];
}

/** Where programs are found when nothing says otherwise. */
export const standardPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The whole environment of a command. A public agent gets nothing that tells of the host. */
export function commandEnvironment(options: CommandEnvironmentOptions): CommandEnvironment {
  const { environment, names, publicMode, home, temporaryDirectory } = options;
  const configured = publicMode ? [] : names;
  const withheld = configured.filter((name) => isWithheld(name, options));
  const unset = configured.filter((name) => environment.get(name) === undefined);
  const passed = [...harmlessVariables, ...(publicMode ? [] : ['TZ']), ...configured];
  const variables: Record<string, string> = {};
  for (const name of passed) {
    const value = environment.get(name);
    if (value !== undefined && !isWithheld(name, options)) variables[name] = value;
  }
  const path = publicMode ? undefined : environment.get('PATH');
  return {
    variables: { PATH: path ?? standardPath, ...variables, HOME: home, TMPDIR: temporaryDirectory },
    withheld,
    unset,
  };
}

function isWithheld(name: string, { environment, secrets }: CommandEnvironmentOptions): boolean {
  const value = environment.get(name);
  if (value === undefined) return false;
  return /^OPENCLAW_/i.test(name) || secrets.some((secret) => value.includes(secret));
}
