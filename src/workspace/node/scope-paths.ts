import type { BigIntStats } from 'node:fs';
import type { WorkspaceScope } from '../workspace-storage.port.js';
import { Boundary } from './boundary.js';
import { unlessUnreachable } from './file-system-errors.js';
import { foldName } from './fold-name.js';
import { type HeldEntry, type HoldRoot, identityOf } from './held-entry.js';
import { pathProblem } from './path-problem.js';
import { type PathEnd, PathWalk } from './path-walk.js';
import { identitiesAt } from './private-places.js';
import { type PathStart, startOfPath, workspaceRoot } from './scope-roots.js';

export interface PathUse {
  scope: WorkspaceScope;
  boundary: Boundary;
  /** As it was given. */
  path: string;
  /** Makes missing directories, and stays in the workspace itself. */
  forWriting: boolean;
}

/** In bytes; what Linux allows for a path. */
const longestPath = 4_096;

/** Finds what the paths of a scope mean. */
export class ScopePaths {
  /** What lies at the absolute `privatePaths`, and all below it, is hidden in every scope; but a root may lie in there. */
  constructor(
    private readonly holdRoot: HoldRoot,
    private readonly isWindows: boolean,
    private readonly privatePaths: readonly string[] = [],
  ) {}

  /** The caller has to give the end to `closeEnd`. */
  async follow(use: PathUse): Promise<PathEnd> {
    if (use.path.includes('\0')) throw pathProblem('invalid', use.path);
    if (Buffer.byteLength(use.path) > longestPath) throw pathProblem('long', use.path);
    const start = await startOfPath(use.scope, use.path, this.isWindows);
    if (!start) throw pathProblem('outside', use.path);
    return this.walk(use, start);
  }

  /** Follows a path, and closes everything when the work with its end is done. */
  async with<T>(use: PathUse, work: (end: PathEnd) => Promise<T>): Promise<T> {
    const end = await this.follow(use);
    try {
      return await work(end);
    } finally {
      await closeEnd(end);
    }
  }

  /** What lies behind a link; undefined where nothing does. */
  async lookBehind(use: PathUse, start: PathStart): Promise<BigIntStats | undefined> {
    const end = await this.walk(use, start);
    try {
      return heldAt(end)?.stats;
    } finally {
      await closeEnd(end);
    }
  }

  /** What is hidden, as it is now; also what hidden links lead to. */
  async boundaryOf(scope: WorkspaceScope): Promise<Boundary> {
    const identities = new Set(identitiesAt(this.privatePaths));
    if (scope.hidden.size === 0) return new Boundary(scope.hidden, identities);
    const root = await this.holdRoot(scope.root.forFileSystem());
    try {
      const names = root?.stats.isDirectory() ? await root.names() : [];
      for (const name of names.filter((found) => scope.hidden.has(foldName(found)))) {
        for (const stats of await this.meanings(scope, root, name)) identities.add(identityOf(stats));
      }
      return new Boundary(scope.hidden, identities);
    } finally {
      await root?.close();
    }
  }

  private async meanings(scope: WorkspaceScope, root: HeldEntry | undefined, name: string): Promise<BigIntStats[]> {
    const use = { scope, boundary: new Boundary(), path: name, forWriting: false };
    const start = { root: workspaceRoot(scope), names: [name] };
    const found = await Promise.all([
      root && unlessUnreachable(root.look(name)),
      unlessUnreachable(this.lookBehind(use, start)),
    ]);
    return found.filter((stats) => stats !== undefined);
  }

  private walk(use: PathUse, start: PathStart): Promise<PathEnd> {
    return new PathWalk({ ...use, holdRoot: this.holdRoot, isWindows: this.isWindows }).to(start);
  }
}

export async function closeEnd(end: PathEnd): Promise<void> {
  if (end.kind === 'unmade') return;
  if (end.kind === 'entry') await end.held.close();
  await end.trail.close();
}

function heldAt(end: PathEnd): HeldEntry | undefined {
  if (end.kind === 'directory') return end.trail.directory;
  return end.kind === 'entry' ? end.held : undefined;
}
