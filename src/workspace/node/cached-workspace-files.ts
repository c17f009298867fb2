import { join } from 'node:path';
import type { HostPath } from '../../common/private-facts.js';
import { fileVersion } from '../file-version.js';
import type { WorkspaceFiles, WorkspaceNote } from '../workspace-files.port.js';

interface HeldNotes {
  directory: string;
  /** What `stat` said of each file when it was read; undefined for one that was not there. */
  files: ReadonlyMap<string, string | undefined>;
  notes: Promise<WorkspaceNote[]>;
}

const maxHeld = 1_000;

/**
 * Keeps what another reader read for as long as `stat` tells of no change, because every run of an agent asks for the same
 * few notes.
 */
export class CachedWorkspaceFiles implements WorkspaceFiles {
  private readonly held = new Map<string, HeldNotes>();

  /** `now` gives milliseconds since the epoch. */
  constructor(
    private readonly reader: WorkspaceFiles,
    private readonly now: () => number,
  ) {}

  readNotes(place: HostPath, names: readonly string[], maxCharacters: number): Promise<WorkspaceNote[]> {
    const workspace = place.forFileSystem();
    const directory = this.versionOf(workspace);
    if (directory === undefined) return Promise.resolve([]);
    const key = JSON.stringify([workspace, maxCharacters, ...names]);
    const held = this.held.get(key);
    if (held && this.isCurrent(held, directory, workspace)) return held.notes;
    const files = new Map(names.map((name) => [name, this.versionOf(join(workspace, name))]));
    const notes = this.reader.readNotes(place, names, maxCharacters);
    this.keep(key, { directory, files, notes });
    return notes;
  }

  /** While the directory is the same, a file that was not in it is still not in it. */
  private isCurrent(held: HeldNotes, directory: string, workspace: string): boolean {
    if (held.directory !== directory) return false;
    for (const [name, version] of held.files) {
      if (version !== undefined && version !== this.versionOf(join(workspace, name))) return false;
    }
    return true;
  }

  private keep(key: string, held: HeldNotes): void {
    if (this.held.size >= maxHeld) this.held.clear();
    this.held.set(key, held);
    held.notes.catch(() => this.held.delete(key));
  }

  private versionOf(path: string): string | undefined {
    return fileVersion(path, this.now());
  }
}
