import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { RandomIds } from '../../src/common/random-ids.js';
import { SystemClock } from '../../src/common/system-clock.js';
import { NodeWorkspaceStorage } from '../../src/workspace/node/node-workspace-storage.js';
import type { ScopePaths } from '../../src/workspace/node/scope-paths.js';
import { systemPaths } from '../../src/workspace/node/system-paths.js';
import { WorkspaceError } from '../../src/workspace/workspace.error.js';
import type { WorkspaceScope, WorkspaceStorage } from '../../src/workspace/workspace-storage.port.js';
import { HostPath } from '../../src/common/private-facts.js';

export interface TemporaryWorkspace {
  /** Holds the workspace; what lies beside it is outside. */
  folder: string;
  root: string;
  /** Everything of the workspace, relative and absolute paths, unless told otherwise. */
  scope: WorkspaceScope;
  /** Makes a file and the directories that it needs; the path is relative to the workspace. Returns its absolute path. */
  put(path: string, content?: string): string;
  /** The text of a file as it is on the disk. */
  text(path: string): string;
}

/** A fresh workspace below `parent`, which is a `temporaryDirectory()`. */
export function temporaryWorkspace(parent: string, overrides: Partial<WorkspaceScope> = {}): TemporaryWorkspace {
  const folder = mkdtempSync(join(parent, 'case-'));
  const root = join(folder, 'workspace');
  mkdirSync(root);
  return {
    folder,
    root,
    scope: { root: new HostPath(root), readableRoots: [], absolutePaths: true, hidden: new Set(), ...overrides },
    put: (path, content = '') => {
      const place = join(root, path);
      mkdirSync(dirname(place), { recursive: true });
      writeFileSync(place, content);
      return place;
    },
    text: (path) => readFileSync(join(root, path), 'utf8'),
  };
}

/** The storage that the gateway uses; with the way of other systems where `paths` says so. */
export function workspaceStorage(paths: ScopePaths = systemPaths()): WorkspaceStorage {
  return new NodeWorkspaceStorage(paths, new RandomIds(), new SystemClock());
}

/** What the work gives, or the refusal that it ends with; any other error is thrown. */
export async function outcomeOf<T>(work: Promise<T>): Promise<T | WorkspaceError> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof WorkspaceError) return error;
    throw error;
  }
}
