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

/** `OPENCLAW_CONFIG_PATH`, else `<state dir>/openclaw.json` if it exists, else the starter. */
export function locateConfig(environment: Environment, state: StateDirectory): ConfigSource {
  const named = environment.get('OPENCLAW_CONFIG_PATH');
  if (named) return { path: resolve(expandHome(named, environment)) };
  const own = state.file(stateFiles.configuration);
  return { path: existsSync(own) ? own : starterConfigPath };
}

/** @throws ConfigInvalidError when the file cannot be read. */
export function readSource(source: ConfigSource): string {
  if ('text' in source) return source.text;
  try {
    return readFileSync(source.path, 'utf8');
  } catch (error) {
    throw new ConfigInvalidError(
      [
        {
          path: '(the whole file)',
          found: `a file that cannot be read (${errorReason(error)})`,
          allowed: 'a readable JSON5 file; OPENCLAW_CONFIG_PATH names it, unset it to use the starter configuration',
        },
      ],
      source.path,
    );
  }
}
