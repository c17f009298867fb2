import { realpath } from 'node:fs/promises';
import type { WorkspaceScope } from '../workspace-storage.port.js';
import { unlessUnreachable } from './file-system-errors.js';
import { isAbsolutePath, namesWithin, pathNames } from './path-names.js';
import type { ScopeRoot } from './trail.js';

/** Where a path begins, and the names to follow from there. */
export interface PathStart {
  root: ScopeRoot;
  names: string[];
}

export function workspaceRoot(scope: WorkspaceScope): ScopeRoot {
  return { path: scope.root.forFileSystem(), isWorkspace: true };
}

/** Undefined for a path that begins in none of the roots, or may not be absolute. */
export async function startOfPath(
  scope: WorkspaceScope,
  path: string,
  isWindows: boolean,
): Promise<PathStart | undefined> {
  if (!isAbsolutePath(path, isWindows)) return { root: workspaceRoot(scope), names: pathNames(path, isWindows) };
  return scope.absolutePaths ? startOfAbsolute(scope, path, isWindows) : undefined;
}

/** The root that an absolute path lies in, by the name that the scope gives it or by its real one; the workspace first. */
export async function startOfAbsolute(
  scope: WorkspaceScope,
  path: string,
  isWindows: boolean,
): Promise<PathStart | undefined> {
  const roots = [
    workspaceRoot(scope),
    ...scope.readableRoots.map((root) => ({ path: root.forFileSystem(), isWorkspace: false })),
  ];
  for (const root of roots) {
    for (const place of [root.path, await unlessUnreachable(realpath(root.path))]) {
      const names = place === undefined ? undefined : namesWithin(place, path, isWindows);
      if (names) return { root, names };
    }
  }
  return undefined;
}
