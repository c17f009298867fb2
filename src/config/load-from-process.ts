import type { LoadedConfiguration } from './load-configuration.js';
import { loadConfiguration } from './load-configuration.js';

/**
 * The configuration of this process, whose arguments are `argv`. Sets the umask first, so that no file of the gateway is readable for others.
 * @throws ConfigInvalidError with every problem; print `format()` and exit with `exitCode`.
 */
export function loadFromProcess(argv: readonly string[]): LoadedConfiguration {
  process.umask(0o077);
  return loadConfiguration({ env: process.env, argv });
}
