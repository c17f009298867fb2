import type { HostPath } from '../common/private-facts.js';

/** Which files a run may reach, and how its paths are understood. */
export interface WorkspaceScope {
  /** Absolute path of the workspace; relative paths begin here. */
  root: HostPath;
  /** Further directories, absolute, that may be read but not written: those of the agent's skills. */
  readableRoots: readonly HostPath[];
  /**
   * Whether an absolute path within a root is understood. Not for a public agent, to whom a path that works would tell where
   * the workspace lies.
   */
  absolutePaths: boolean;
  /** Names directly in `root`, in lower case, of files and folders that do not exist for this run, by whatever link. */
  hidden: ReadonlySet<string>;
}

export interface StoredFile {
  /** Relative to the workspace with `/` between names; absolute within a readable root. */
  path: string;
  bytes: Uint8Array;
  /** Of the whole file, in bytes; more than `bytes.length` where that was cut. */
  size: number;
}

export interface StoredEntry {
  /** As in `StoredFile`. */
  path: string;
  /** `other` is a device, pipe, socket, or a link that leads nowhere or out of the roots. */
  kind: 'file' | 'directory' | 'other';
  /** In bytes; of a file. */
  size?: number;
}

export interface ListOptions {
  /** Stops the work: the promise rejects with the signal's reason. */
  signal?: AbortSignal;
  /** How many entries are wanted at most. */
  limit?: number;
}

export interface WalkOptions {
  /** Stops the walk: the generator ends with the signal's reason. */
  signal: AbortSignal;
  /** Whether to leave out this entry, and of a directory all below it. */
  skip?: (entry: StoredEntry) => boolean;
}

/**
 * The files of a workspace as an agent's tools use them. Nothing outside the roots of the scope is read or written, whatever a
 * path says and whatever anybody swaps meanwhile: `..`, absolute paths, links that lead out, `/proc`, devices, pipes and files
 * with further hard links are refused. A link within a root is followed. Every refusal and every absence is a
 * `WorkspaceError`, whose text speaks of the path as it was given and never of the host.
 */
export interface WorkspaceStorage {
  /** The first `maxBytes` of a regular file. */
  read(scope: WorkspaceScope, path: string, maxBytes: number): Promise<StoredFile>;
  /** What lies directly in a directory, or the first of it, sorted by name. `''` and `.` are the workspace. */
  list(scope: WorkspaceScope, path: string, options?: ListOptions): Promise<StoredEntry[]>;
  /**
   * Every file and directory below a directory, or the one file that `path` is; parents before children, by name within a
   * directory. Links are named, never followed; a cycle cannot occur. What cannot be opened is left out.
   */
  walk(scope: WorkspaceScope, path: string, options: WalkOptions): AsyncIterable<StoredEntry>;
  /**
   * Makes or replaces a file of the workspace as a whole: afterwards it is the old one or the new one, never half of it. Makes
   * missing directories. Keeps the mode of a file that it replaces. With `expected`, refuses where the file has changed since.
   */
  write(
    scope: WorkspaceScope,
    path: string,
    bytes: Uint8Array,
    expected?: Uint8Array,
  ): Promise<{ path: string; created: boolean }>;
}
export const WorkspaceStorage = Symbol('WorkspaceStorage');
