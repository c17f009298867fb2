import { makeDirectory } from '../../common/make-directory.js';
import type { WorkspaceScope } from '../workspace-storage.port.js';
import { type Boundary, isOfSystem } from './boundary.js';
import { unlessAbsent, unlessPresent } from './file-system-errors.js';
import type { HeldEntry, HoldRoot } from './held-entry.js';
import { isAbsolutePath, isUnsafeOnWindows, pathNames } from './path-names.js';
import { type PathProblem, pathProblem } from './path-problem.js';
import { type PathStart, startOfAbsolute } from './scope-roots.js';
import { type ScopeRoot, Trail } from './trail.js';

/** Where a path leads. Whoever gets it closes the trail and what is held. */
export type PathEnd =
  | { kind: 'directory'; trail: Trail }
  /** Anything else that is no link. */
  | { kind: 'entry'; trail: Trail; name: string; held: HeldEntry }
  /** Nothing has the last name. */
  | { kind: 'absent'; trail: Trail; name: string }
  /** The root itself, which does not exist yet. */
  | { kind: 'unmade' };

export interface PathWalkOptions {
  scope: WorkspaceScope;
  boundary: Boundary;
  holdRoot: HoldRoot;
  isWindows: boolean;
  /** The path as it was given, for errors. */
  path: string;
  /** Makes missing directories, and stays in the workspace itself. */
  forWriting: boolean;
}

const maxLinks = 40;
const maxDepth = 128;

/**
 * Follows a path name by name, holding each directory, so that it never depends on what the names mean a moment later. Links
 * are read and followed here and not by the system, so that none can lead out of the roots.
 */
export class PathWalk {
  private pending: string[] = [];
  private links = 0;
  private made = 0;

  constructor(private readonly options: PathWalkOptions) {}

  async to(start: PathStart): Promise<PathEnd> {
    this.pending = start.names;
    let trail = await this.begin(start.root);
    if (!trail) return this.beyondNothing();
    try {
      for (;;) {
        const next = await this.step(trail);
        if (next === undefined) continue;
        if (!(next instanceof Trail)) return next;
        await trail.close();
        trail = next;
      }
    } catch (error) {
      await trail.close();
      throw error;
    }
  }

  /** Goes on by one name. A trail is another way to follow from now on; nothing means further on this one. */
  private async step(trail: Trail): Promise<PathEnd | Trail | undefined> {
    const name = this.pending.shift();
    if (name === undefined) return { kind: 'directory', trail };
    if (isNoName(name)) return undefined;
    if (name === '..') return this.goBack(trail);
    this.expectUsable(trail, name);
    const held = await trail.directory.hold(name);
    if (!held) return this.meetNothing(trail, name);
    return this.closedOnFailure(held, () => this.meet(trail, name, held));
  }

  private async meet(trail: Trail, name: string, held: HeldEntry): Promise<PathEnd | Trail | undefined> {
    if (isOfSystem(held.stats)) throw this.problem('outside');
    if (this.options.boundary.hides(held.stats)) throw this.problem(this.options.forWriting ? 'hidden' : 'absent');
    if (held.stats.isSymbolicLink()) {
      const target = await trail.directory.linkTarget(name);
      await held.close();
      return this.turn(target);
    }
    if (held.stats.isDirectory()) {
      if (trail.depth >= maxDepth) throw this.problem('deep');
      trail.enter(name, held);
      return undefined;
    }
    if (this.hasFurtherNames()) throw this.problem('file');
    return { kind: 'entry', trail, name, held };
  }

  /** Follows a link. A relative target goes on from where the link lies. */
  private async turn(target: string): Promise<Trail | undefined> {
    const { scope, isWindows } = this.options;
    if (++this.links > maxLinks) throw this.problem('links');
    if (!isAbsolutePath(target, isWindows)) {
      this.pending.unshift(...pathNames(target, isWindows));
      return undefined;
    }
    const start = await startOfAbsolute(scope, target, isWindows);
    if (!start) throw this.problem('outside');
    this.pending.unshift(...start.names);
    const trail = await this.begin(start.root);
    if (!trail) throw this.problem('absent');
    return trail;
  }

  private async begin(root: ScopeRoot): Promise<Trail | undefined> {
    const { forWriting, holdRoot } = this.options;
    if (forWriting && !root.isWorkspace) throw this.problem('readOnly');
    const top = (await holdRoot(root.path)) ?? (forWriting ? await this.makeRoot(root) : undefined);
    if (!top) return undefined;
    if (top.stats.isDirectory()) return new Trail(root, top);
    await top.close();
    throw this.problem('rootless');
  }

  private async makeRoot({ path }: ScopeRoot): Promise<HeldEntry> {
    const made = await unlessAbsent(makeDirectory(path).then(() => this.options.holdRoot(path)));
    if (!made) throw this.problem('rootless');
    return made;
  }

  private async goBack(trail: Trail): Promise<undefined> {
    if (!(await trail.leave())) throw this.problem('outside');
  }

  private async meetNothing(trail: Trail, name: string): Promise<PathEnd | undefined> {
    if (!this.hasFurtherNames()) return { kind: 'absent', trail, name };
    if (!this.options.forWriting || this.pending.includes('..')) throw this.problem('absent');
    const isTooDeep = trail.depth + this.pending.filter((further) => !isNoName(further)).length > maxDepth;
    if (isTooDeep || ++this.made > maxDepth) throw this.problem('deep');
    await unlessPresent(trail.directory.makeDirectory(name));
    this.pending.unshift(name);
    return undefined;
  }

  /** In a root that does not exist, only the text of the path can be judged. */
  private beyondNothing(): PathEnd {
    let depth = 0;
    for (const name of this.pending) {
      depth += name === '..' ? -1 : Number(!isNoName(name));
      if (depth < 0) throw this.problem('outside');
    }
    if (this.hasFurtherNames()) throw this.problem('absent');
    return { kind: 'unmade' };
  }

  private expectUsable(trail: Trail, name: string): void {
    const { boundary, forWriting, isWindows } = this.options;
    if (isWindows && isUnsafeOnWindows(name)) throw this.problem('invalid');
    if (boundary.hidesName(trail, name)) throw this.problem(forWriting ? 'hidden' : 'absent');
  }

  private hasFurtherNames(): boolean {
    return this.pending.some((name) => !isNoName(name));
  }

  private async closedOnFailure<T>(held: HeldEntry, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      await held.close();
      throw error;
    }
  }

  private problem(problem: PathProblem): Error {
    return pathProblem(problem, this.options.path);
  }
}

function isNoName(name: string): boolean {
  return name === '' || name === '.';
}
