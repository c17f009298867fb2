import { limitText } from '../../common/limit-text.js';
import { WorkspaceError, type WorkspaceErrorKind } from '../workspace.error.js';

/** What follows the path. Whether something exists outside the workspace makes no difference to any of them. */
const problems = {
  absent: ['not-found', 'does not exist.'],
  directory: ['not-a-file', 'is a directory, not a file.'],
  file: ['not-a-directory', 'is a file or leads through one, not a directory.'],
  rootless: ['not-a-directory', 'cannot be used: the workspace is not a directory.'],
  outside: ['outside', 'is outside the workspace. Paths are relative to the workspace.'],
  readOnly: ['refused', 'can be read but not written. Write in the workspace.'],
  hidden: ['refused', 'cannot be written in this run. Choose another name.'],
  special: ['refused', 'is a device, pipe or socket; only files and directories can be used.'],
  hardLinked: ['refused', 'has further hard links, so it may be a file outside the workspace. Use a copy of it.'],
  links: ['refused', 'goes through too many links.'],
  invalid: ['refused', 'is not a path that can be used here.'],
  long: ['refused', 'is too long for a path.'],
  deep: ['refused', 'goes through too many directories.'],
  denied: ['refused', 'may not be used: the system denies permission.'],
  busy: ['changed', 'is being changed by somebody else. Try again.'],
  changed: ['changed', 'has changed since it was read. Read it again.'],
  full: ['failed', 'could not be written: the disk is full.'],
  failed: ['failed', 'could not be used: the file system failed.'],
} as const satisfies Record<string, readonly [WorkspaceErrorKind, string]>;

export type PathProblem = keyof typeof problems;

const longestQuote = 200;

/** The error for a path, which is quoted as it was given. */
export function pathProblem(problem: PathProblem, path: string): WorkspaceError {
  const [kind, text] = problems[problem];
  const quote = limitText(path, longestQuote);
  return new WorkspaceError(kind, `${JSON.stringify(quote === path ? path : `${quote}…`)} ${text}`);
}
