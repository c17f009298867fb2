import { errorCode, isSystemError } from '../../common/system-error.js';
import { WorkspaceError } from '../workspace.error.js';
import { type PathProblem, pathProblem } from './path-problem.js';

const problems: Readonly<Record<string, PathProblem>> = {
  ENOENT: 'absent',
  EACCES: 'denied',
  EPERM: 'denied',
  EROFS: 'denied',
  ENAMETOOLONG: 'long',
  ENXIO: 'special',
  ENODEV: 'special',
  EOPNOTSUPP: 'special',
  ENOSPC: 'full',
  EDQUOT: 'full',
  // What was looked at is something else by now.
  EEXIST: 'busy',
  EINVAL: 'busy',
  EISDIR: 'busy',
  ELOOP: 'busy',
  ENOTDIR: 'busy',
};

/** A failure of the file system as one of the path that was given; every other error as it is. */
export function toWorkspaceError(error: unknown, path: string): unknown {
  const code = errorCode(error);
  // Node's own errors have codes too (`ERR_…`), and are faults of the caller.
  if (error instanceof WorkspaceError || code === undefined || !/^E[A-Z0-9]+$/.test(code)) return error;
  const problem = problems[code];
  return problem
    ? pathProblem(problem, path)
    : new WorkspaceError('failed', pathProblem('failed', path).message, { cause: error });
}

/** Undefined where there is nothing to be had; every other failure as it is. */
export function unlessAbsent<T>(work: Promise<T>): Promise<T | undefined> {
  return unless('ENOENT', work);
}

/** Does not mind that what should be made is there already. */
export function unlessPresent<T>(work: Promise<T>): Promise<T | undefined> {
  return unless('EEXIST', work);
}

/** Undefined where what is wanted is absent or out of reach; a fault of the system is thrown. */
export async function unlessUnreachable<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    const found = toWorkspaceError(error, '');
    if (found instanceof WorkspaceError && found.kind !== 'failed') return undefined;
    throw error;
  }
}

async function unless<T>(code: string, work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (isSystemError(error, code)) return undefined;
    throw error;
  }
}
