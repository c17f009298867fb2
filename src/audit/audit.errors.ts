import { errorReason } from '../common/system-error.js';

/** A line did not get to the disk. For the operator; the message names the directory. */
export class AuditUnwritableError extends Error {
  constructor(directory: string, cause: unknown) {
    super(`The audit log in ${directory} cannot be written: ${errorReason(cause)}.`, { cause });
    this.name = AuditUnwritableError.name;
  }
}
