import type { BigIntStats } from 'node:fs';
import type { ListOptions, StoredEntry, WalkOptions } from '../workspace-storage.port.js';
import { type Boundary, isOfSystem } from './boundary.js';
import { unlessUnreachable } from './file-system-errors.js';
import type { PathStart } from './scope-roots.js';
import type { Trail } from './trail.js';

/** What a link leads to within the roots; undefined where it leads nowhere. */
export type LookBehindLink = (start: PathStart) => Promise<BigIntStats | undefined>;

const maxDepth = 64;

/** Tells what lies in directories. What the boundary hides and what vanishes meanwhile is left out. */
export class EntryReader {
  constructor(
    private readonly boundary: Boundary,
    private readonly lookBehindLink: LookBehindLink,
  ) {}

  /** Throws the signal's reason. */
  async list(trail: Trail, { signal, limit = Infinity }: ListOptions): Promise<StoredEntry[]> {
    const names = (await trail.directory.names()).sort();
    const entries: StoredEntry[] = [];
    for (const name of names) {
      signal?.throwIfAborted();
      if (entries.length >= limit) break;
      const found = await this.read(trail, name);
      if (found) entries.push(found.entry);
    }
    return entries;
  }

  /** Everything below the end of the trail, which is at its beginning again afterwards. Throws the signal's reason. */
  async *walk(trail: Trail, { signal, skip }: WalkOptions): AsyncGenerator<StoredEntry, void, undefined> {
    const levels = [await lastFirst(trail)];
    for (let level = levels.at(-1); level; level = levels.at(-1)) {
      signal.throwIfAborted();
      const name = level.pop();
      if (name === undefined) {
        levels.pop();
        if (levels.length > 0) await trail.leave();
        continue;
      }
      const found = await this.read(trail, name);
      if (!found || skip?.(found.entry) === true) continue;
      yield found.entry;
      if (found.isLink || found.entry.kind !== 'directory' || levels.length >= maxDepth) continue;
      const below = await unlessUnreachable(this.enter(trail, name));
      if (below) levels.push(below);
    }
  }

  private async read(trail: Trail, name: string): Promise<{ entry: StoredEntry; isLink: boolean } | undefined> {
    if (this.boundary.hidesName(trail, name)) return undefined;
    const stats = await unlessUnreachable(trail.directory.look(name));
    if (!stats || this.boundary.hides(stats) || isOfSystem(stats)) return undefined;
    const isLink = stats.isSymbolicLink();
    const meant = isLink ? await this.behindLink(trail, name) : stats;
    return { entry: { path: trail.pathOf(name), ...kindOf(meant) }, isLink };
  }

  private behindLink(trail: Trail, name: string): Promise<BigIntStats | undefined> {
    return unlessUnreachable(this.lookBehindLink({ root: trail.root, names: [...trail.names, name] }));
  }

  /** The names in the directory; undefined, and the trail as before, where it cannot be read. */
  private async enter(trail: Trail, name: string): Promise<string[] | undefined> {
    const held = await trail.directory.hold(name);
    if (!held) return undefined;
    if (!held.stats.isDirectory() || this.boundary.hides(held.stats) || isOfSystem(held.stats)) {
      await held.close();
      return undefined;
    }
    trail.enter(name, held);
    try {
      return await lastFirst(trail);
    } catch (error) {
      await trail.leave();
      throw error;
    }
  }
}

/** The names in the order in which they are taken off the end. */
async function lastFirst(trail: Trail): Promise<string[]> {
  return (await trail.directory.names()).sort().reverse();
}

function kindOf(stats: BigIntStats | undefined): Pick<StoredEntry, 'kind' | 'size'> {
  if (stats?.isFile()) return { kind: 'file', size: Number(stats.size) };
  return { kind: stats?.isDirectory() ? 'directory' : 'other' };
}
