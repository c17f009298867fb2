import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigInvalidError } from '../config-problem.js';
import type { Environment } from '../environment.js';
import type { StateDirectory } from '../state-directory.js';
import { stateFiles } from '../state-files.js';
import { expandHome } from '../state-directory.js';
import { errorReason } from '../../common/system-error.js';

/** Where a configuration comes from: a file, which can be read again, or a text, which never changes. */
export type ConfigSource = { readonly path: string } | { readonly text: string };

/** The starter of the checkout; the same from src/ and from dist/. */
export const starterConfigPath = fileURLToPath(new URL('../../../config/openclaw.json5', import.meta.url));

const readable = 'a readable JSON5 file';
const namedAdvice = 'OPENCLAW_CONFIG_PATH names it, unset it to use the starter configuration';

/** `OPENCLAW_CONFIG_PATH`, else `<state dir>/openclaw.json` if it exists, else the starter. */
export function locateConfig(environment: Environment, state: StateDirectory): ConfigSource {
  const named = namedConfig(environment);
  if (named !== undefined) return { path: named };
  const own = state.file(stateFiles.configuration);
  return { path: existsSync(own) ? own : starterConfigPath };
}

function namedConfig(environment: Environment): string | undefined {
  const named = environment.get('OPENCLAW_CONFIG_PATH');
  return named ? resolve(expandHome(named, environment)) : undefined;
}

/** @throws ConfigInvalidError when the file cannot be read; it tells the remedy of a file that the environment names. */
export function readSource(source: ConfigSource, environment: Environment): string {
  if ('text' in source) return source.text;
  try {
    return readFileSync(source.path, 'utf8');
  } catch (error) {
    throw new ConfigInvalidError(
      [
        {
          path: '(the whole file)',
          found: `a file that cannot be read (${errorReason(error)})`,
          allowed: source.path === namedConfig(environment) ? `${readable}; ${namedAdvice}` : readable,
        },
      ],
      source.path,
    );
  }
}
