import { existsSync } from 'node:fs';
import { holdRootByPath } from './portable-held-entry.js';
import { holdRootByDescriptor } from './proc-held-entry.js';
import { ScopePaths } from './scope-paths.js';

/** The best that this system offers. `privatePaths` are hidden in every scope. */
export function systemPaths(privatePaths: readonly string[] = []): ScopePaths {
  const hasDescriptorPaths = process.platform === 'linux' && existsSync('/proc/self/fd');
  const holdRoot = hasDescriptorPaths ? holdRootByDescriptor : holdRootByPath;
  return new ScopePaths(holdRoot, process.platform === 'win32', privatePaths);
}
