import type { WorkspaceScope } from './workspace-storage.port.js';

/** Nothing but what lies in `root`, by relative paths, and all of that. */
export function closedScope(root: string): WorkspaceScope {
  return { root, readableRoots: [], absolutePaths: false, hidden: new Set() };
}
