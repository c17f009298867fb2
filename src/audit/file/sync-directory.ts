import { isSystemError } from '../../common/system-error.js';
import type { AuditPlace } from './audit-place.js';

/** Puts on the disk which files there are: a new one could be gone with the power, whatever was written to it. */
export async function syncDirectory({ directory, open }: AuditPlace): Promise<void> {
  try {
    const handle = await open(directory, 'r');
    await handle.sync().finally(() => handle.close());
  } catch (error) {
    // Windows does not open directories, and looks after them by itself.
    if (!isSystemError(error, 'EPERM') && !isSystemError(error, 'EISDIR')) throw error;
  }
}
