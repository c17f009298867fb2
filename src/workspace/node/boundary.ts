import { type BigIntStats, statSync } from 'node:fs';
import { identityOf } from './held-entry.js';
import type { Trail } from './trail.js';

/** What lies within the roots of a scope and yet is not for a run. */
export class Boundary {
  /** `names` and `identities` are of what the scope hides, in the workspace itself and wherever links lead to. */
  constructor(
    private readonly names: ReadonlySet<string> = new Set(),
    private readonly identities: ReadonlySet<string> = new Set(),
  ) {}

  hidesName(trail: Trail, name: string): boolean {
    return trail.isAtWorkspace && this.names.has(foldName(name));
  }

  hides(stats: BigIntStats): boolean {
    return this.identities.has(identityOf(stats));
  }
}

/** A name as a file system that ignores case and Unicode form compares it. */
export function foldName(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

const systemDirectories = ['/proc', '/sys', '/dev'];

/** File systems that show the machine instead of holding files. A workspace as wide as `/` contains them. */
const systemDevices = new Set(
  systemDirectories
    .map((path) => statSync(path, { bigint: true, throwIfNoEntry: false })?.dev)
    .filter((device) => device !== statSync('/', { bigint: true }).dev),
);

export function isOfSystem(stats: BigIntStats): boolean {
  return systemDevices.has(stats.dev);
}
