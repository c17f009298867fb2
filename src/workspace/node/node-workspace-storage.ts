import type { Clock } from '../../common/clock.js';
import type { Ids } from '../../common/ids.js';
import type {
  ListOptions,
  StoredEntry,
  StoredFile,
  WalkOptions,
  WorkspaceScope,
  WorkspaceStorage,
} from '../workspace-storage.port.js';
import { EntryReader } from './entry-reader.js';
import { FileReplacer } from './file-replacer.js';
import { toWorkspaceError } from './file-system-errors.js';
import { pathProblem } from './path-problem.js';
import type { PathEnd } from './path-walk.js';
import { expectOwnFile, readHeldFile } from './read-held-file.js';
import { type PathUse, type ScopePaths, closeEnd } from './scope-paths.js';

/** Permission bits of a new file; the bits of a replaced one are kept. */
const newFileMode = 0o600;

/** Workspaces in real directories. */
export class NodeWorkspaceStorage implements WorkspaceStorage {
  private readonly replacer: FileReplacer;

  constructor(
    private readonly paths: ScopePaths,
    ids: Ids,
    clock: Clock,
  ) {
    this.replacer = new FileReplacer(ids, clock);
  }

  read(scope: WorkspaceScope, path: string, maxBytes: number): Promise<StoredFile> {
    return told(path, async () => {
      const use = await this.use(scope, path);
      return this.paths.with(use, async (end) => {
        const { trail, name, held } = expectEntry(end, path);
        expectOwnFile(held, path);
        return { path: trail.pathOf(name), ...(await readHeldFile(held, maxBytes)) };
      });
    });
  }

  list(scope: WorkspaceScope, path: string, options: ListOptions = {}): Promise<StoredEntry[]> {
    return told(path, async () => {
      options.signal?.throwIfAborted();
      const use = await this.use(scope, path);
      return this.paths.with(use, async (end) => {
        if (end.kind === 'unmade') return [];
        if (end.kind === 'absent') throw pathProblem('absent', path);
        if (end.kind === 'entry') throw pathProblem('file', path);
        return this.entries(use).list(end.trail, options);
      });
    });
  }

  async *walk(scope: WorkspaceScope, path: string, options: WalkOptions): AsyncGenerator<StoredEntry, void, undefined> {
    options.signal.throwIfAborted();
    const { use, end } = await told(path, async () => {
      const found = await this.use(scope, path);
      return { use: found, end: await this.paths.follow(found) };
    });
    try {
      yield* this.entriesFrom(use, end, options);
    } catch (error) {
      throw toWorkspaceError(error, path);
    } finally {
      await closeEnd(end);
    }
  }

  write(
    scope: WorkspaceScope,
    path: string,
    bytes: Uint8Array,
    expected?: Uint8Array,
  ): Promise<{ path: string; created: boolean }> {
    return told(path, async () => {
      const use = { ...(await this.use(scope, path)), forWriting: true };
      return this.paths.with(use, async (end) => {
        if (end.kind === 'directory' || end.kind === 'unmade') throw pathProblem('directory', path);
        const present = end.kind === 'entry' ? end.held.stats : undefined;
        if (present && !present.isFile()) throw pathProblem('special', path);
        const { trail, name } = end;
        const mode = present ? Number(present.mode) & 0o777 : newFileMode;
        await this.replacer.replace({ directory: trail.directory, name, bytes, mode, expected, path });
        return { path: trail.pathOf(name), created: present === undefined };
      });
    });
  }

  private async use(scope: WorkspaceScope, path: string): Promise<PathUse> {
    return { scope, path, boundary: await this.paths.boundaryOf(scope), forWriting: false };
  }

  private entries(use: PathUse): EntryReader {
    return new EntryReader(use.boundary, (start) => this.paths.lookBehind(use, start));
  }

  private async *entriesFrom(
    use: PathUse,
    end: PathEnd,
    options: WalkOptions,
  ): AsyncGenerator<StoredEntry, void, undefined> {
    switch (end.kind) {
      case 'unmade':
        return;
      case 'absent':
        throw pathProblem('absent', use.path);
      case 'directory':
        return yield* this.entries(use).walk(end.trail, options);
      case 'entry':
        if (!end.held.stats.isFile()) throw pathProblem('special', use.path);
        yield { path: end.trail.pathOf(end.name), kind: 'file', size: Number(end.held.stats.size) };
    }
  }
}

function expectEntry(end: PathEnd, path: string): PathEnd & { kind: 'entry' } {
  switch (end.kind) {
    case 'entry':
      return end;
    case 'absent':
      throw pathProblem('absent', path);
    case 'directory':
    case 'unmade':
      throw pathProblem('directory', path);
  }
}

/** Failures of the file system as errors of the path. */
async function told<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toWorkspaceError(error, path);
  }
}
