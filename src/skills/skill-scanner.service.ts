import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { fileVersion } from '../workspace/file-version.js';
import { WorkspaceStorage } from '../workspace/workspace-storage.port.js';
import { type SkillScan, readSkills } from './read-skills.js';
import type { SkillSource } from './skill-source.js';

interface HeldScan {
  /** What `stat` said of each path just before it was read. */
  versions: ReadonlyMap<string, string | undefined>;
  scan: SkillScan;
}

const maxHeld = 1_000;

/** Reads sources of skills, and each only once while `stat` tells of no change. */
@Injectable()
export class SkillScanner {
  private readonly held = new Map<string, Promise<HeldScan>>();

  constructor(
    @Inject(WorkspaceStorage) private readonly storage: WorkspaceStorage,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Undefined where the directory does not exist. */
  async scan(source: SkillSource): Promise<SkillScan | undefined> {
    if (this.version(source.directory) === undefined) return undefined;
    const key = `${source.scope.root.forFileSystem()}\0${source.path}`;
    const held = this.held.get(key);
    if (held && this.isCurrent(await held)) return (await held).scan;
    // Another call may have begun to read meanwhile, and what it finds is young enough.
    const begun = this.held.get(key);
    return (await (begun && begun !== held ? begun : this.read(key, source))).scan;
  }

  private read(key: string, source: SkillSource): Promise<HeldScan> {
    const reading = this.readWithVersions(source);
    if (this.held.size >= maxHeld) this.held.clear();
    this.held.set(key, reading);
    reading.catch(() => this.held.delete(key));
    return reading;
  }

  private async readWithVersions(source: SkillSource): Promise<HeldScan> {
    const versions = new Map([[source.directory, this.version(source.directory)]]);
    const scan = await readSkills(this.storage, source, (folder) => {
      const file = join(source.directory, folder, 'SKILL.md');
      versions.set(file, this.version(file));
    });
    return { versions, scan };
  }

  private isCurrent({ versions }: HeldScan): boolean {
    return [...versions].every(([path, version]) => version === this.version(path));
  }

  private version(path: string): string | undefined {
    return fileVersion(path, this.clock.now());
  }
}
