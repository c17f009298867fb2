import { type BigIntStats, statSync } from 'node:fs';
import { systemDirectories } from '../../common/system-directories.js';
import { foldName } from './fold-name.js';
import { identityOf } from './held-entry.js';
import { isTemporary } from './temporary-file.js';
import type { Trail } from './trail.js';

/** What lies within the roots of a scope and yet is not for a run. */
export class Boundary {
  /** `names` are hidden directly in the workspace, what has one of the `identities` everywhere but as a root. */
  constructor(
    private readonly names: ReadonlySet<string> = new Set(),
    private readonly identities: ReadonlySet<string> = new Set(),
  ) {}

  hidesName(trail: Trail, name: string): boolean {
    return isTemporary(name) || (trail.isAtWorkspace && this.names.has(foldName(name)));
  }

  hides(stats: BigIntStats): boolean {
    return this.identities.has(identityOf(stats));
  }
}

/** File systems that show the machine instead of holding files. A workspace as wide as `/` contains them. */
const systemDevices = new Set(
  systemDirectories
    .map((path) => statSync(path, { bigint: true, throwIfNoEntry: false })?.dev)
    .filter((device) => device !== statSync('/', { bigint: true }).dev),
);

export function isOfSystem(stats: BigIntStats): boolean {
  return systemDevices.has(stats.dev);
}
