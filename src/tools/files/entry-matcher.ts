import { posix } from 'node:path';
import type { HostPath } from '../../common/private-facts.js';
import type { StoredEntry } from '../../workspace/workspace-storage.port.js';
import { compileGlob } from './glob.js';

/** Whether an entry below `directory` is meant by the glob, taken from there or from the workspace, which lies there. */
export function entryMatcher(glob: string, directory: string, workspace: HostPath): (entry: StoredEntry) => boolean {
  const matches = compileGlob(glob);
  const root = workspace.forFileSystem();
  const place = posix.normalize(directory || '.').replace(/\/$/, '');
  const prefix = place.startsWith(`${root}/`) ? `${place.slice(root.length + 1)}/` : `${place}/`;
  return ({ path }) => matches(path) || (path.startsWith(prefix) && matches(path.slice(prefix.length)));
}
