import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../../config/environment.js';
import { stateDirectoryPath } from '../../config/state-directory.js';
import { stateFiles } from '../../config/state-files.js';
import { errorCode } from '../../common/system-error.js';
import { CliError } from '../cli-error.js';
import { fileReason } from '../file-reason.js';

/** Where the audit log is. Throws a `CliError` where there is none: a log that was taken away must not pass for a good one. */
export function auditDirectory(environment: Environment): string {
  const directory = join(stateDirectoryPath(environment), stateFiles.audit);
  if (existsSync(directory)) return directory;
  throw new CliError(`There is no audit log at ${directory}.`, {
    code: 'no_audit_log',
    hint: 'A gateway makes it with the first line. OPENCLAW_STATE_DIR says which state directory is meant; gateway.audit.enabled must not be false.',
  });
}

/** What `work` comes to; a file that cannot be read is a `CliError`. */
export async function readingAudit<T>(directory: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (errorCode(error) === undefined || error instanceof CliError) throw error;
    throw new CliError(`The audit log at ${directory} cannot be read: ${fileReason(error)}.`, {
      hint: 'Run this as the user of the gateway.',
    });
  }
}
