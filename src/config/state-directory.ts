import { accessSync, chmodSync, constants, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { ConfigInvalidError } from './config-problem.js';
import type { Environment } from './environment.js';
import { errorReason, isSystemError } from '../common/system-error.js';

/** Also the place of a problem of the directory. */
export const stateDirectoryVariable = 'OPENCLAW_STATE_DIR';

/** Where the gateway keeps what must survive a restart. Injectable. Directories are 0700, files 0600. */
export class StateDirectory {
  constructor(
    /** Absolute. */
    readonly path: string,
  ) {}

  /**
   * Makes the directory unless it is there.
   * @throws ConfigInvalidError when it cannot be made, read or written.
   */
  static open(path: string): StateDirectory {
    const absolute = resolve(path);
    try {
      makeDirectory(absolute);
      accessSync(absolute, constants.R_OK | constants.W_OK | constants.X_OK);
      tightenWhenEmpty(absolute);
    } catch (error) {
      throw unusable(absolute, error);
    }
    return new StateDirectory(absolute);
  }

  file(...names: string[]): string {
    return join(this.path, ...names);
  }
}

/** `OPENCLAW_STATE_DIR`, else `$XDG_STATE_HOME/openclaw-gateway`, else `~/.local/state/openclaw-gateway`. */
export function stateDirectoryPath(environment: Environment): string {
  const own = environment.get(stateDirectoryVariable);
  if (own) return resolve(expandHome(own, environment));
  const xdg = environment.get('XDG_STATE_HOME');
  // The XDG specification says that a relative path is to be ignored.
  if (xdg && isAbsolute(xdg)) return join(xdg, 'openclaw-gateway');
  return join(homeOf(environment), '.local', 'state', 'openclaw-gateway');
}

/** Replaces a leading `~` by the home directory. */
export function expandHome(path: string, environment: Environment): string {
  return path === '~' || path.startsWith('~/') ? join(homeOf(environment), path.slice(1)) : path;
}

/** `HOME`, else what the system says. */
export function homeOf(environment: Environment): string {
  return environment.get('HOME') ?? homedir();
}

/** With its parents. Node's own recursive way never returns where the parent is a broken link, or is in /proc. */
function makeDirectory(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (isSystemError(error, 'EEXIST') && statSync(path).isDirectory()) return;
    if (!isSystemError(error, 'ENOENT') || existsSync(dirname(path))) throw error;
    makeDirectory(dirname(path));
    mkdirSync(path, { mode: 0o700 });
  }
}

/** A directory with content may be shared on purpose (`/tmp`), so its mode is left alone; the files in it are 0600 anyway. */
function tightenWhenEmpty(path: string): void {
  const { mode, uid } = statSync(path);
  const mine = uid === process.getuid?.();
  if (mine && (mode & 0o077) !== 0 && readdirSync(path).length === 0) chmodSync(path, 0o700);
}

function unusable(path: string, error: unknown): ConfigInvalidError {
  return new ConfigInvalidError([
    {
      path: stateDirectoryVariable,
      found: `${path}, which cannot be used (${errorReason(error)})`,
      allowed: 'a directory that this user can create, read and write; set OPENCLAW_STATE_DIR to one',
    },
  ]);
}
