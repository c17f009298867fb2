import type { HostPath } from '../common/private-facts.js';
import type { WorkspaceScope } from './workspace-storage.port.js';

/** Nothing but what lies in `root`, by relative paths, and all of that. */
export function closedScope(root: HostPath): WorkspaceScope {
  return { root, readableRoots: [], absolutePaths: false, hidden: new Set() };
}
