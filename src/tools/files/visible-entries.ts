import type { StoredEntry, WorkspaceScope, WorkspaceStorage } from '../../workspace/workspace-storage.port.js';
import type { Yielder } from './yielder.js';
import { maxVisitedEntries } from './file-limits.js';
import type { Report } from './report.js';

/** Folders that are large and seldom meant; left out unless they are named. */
const ignoredFolders = ['.git', 'node_modules'];

export interface Search {
  scope: WorkspaceScope;
  path: string;
  /** The glob of the caller, if any: folders that it or the path name are searched too. */
  glob: string;
  signal: AbortSignal;
}

/** What a search in a directory looks at. Ends early, with a notice, in a directory that is too large. */
export async function* visibleEntries(
  storage: WorkspaceStorage,
  { scope, path, glob, signal }: Search,
  report: Report,
  yielder: Yielder,
): AsyncGenerator<StoredEntry, void> {
  const ignored = ignoredFolders.filter((name) => !path.includes(name) && !glob.includes(name));
  const skip = (entry: StoredEntry): boolean => ignored.includes(entry.path.slice(entry.path.lastIndexOf('/') + 1));
  let visited = 0;
  for await (const entry of storage.walk(scope, path, { signal, skip })) {
    if (yielder.isDue()) await yielder.giveTurn();
    visited += 1;
    if (visited > maxVisitedEntries) {
      report.notice(`stopped after ${maxVisitedEntries} files and directories; search a smaller directory`);
      return;
    }
    yield entry;
  }
}
