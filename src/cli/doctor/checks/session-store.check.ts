import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { stateFiles } from '../../../config/state-files.js';
import type { DoctorContext } from '../doctor-context.js';
import type { DoctorCheck, Finding } from '../doctor-check.js';

const remedy =
  'Stop every gateway that uses it, move the file together with its -wal and -shm files to a safe place, and restore a backup or ' +
  'start without it. `sqlite3 <file> .recover` may save its contents.';

/** Whether the kept conversations can be read. */
export class SessionStoreCheck implements DoctorCheck {
  readonly name = 'Sessions';

  constructor(private readonly context: Pick<DoctorContext, 'file'>) {}

  async run(): Promise<Finding[]> {
    const path = join(this.context.file.stateDirectory, stateFiles.sessions);
    if (!existsSync(path)) return [{ status: 'ok', what: 'No conversation is kept yet' }];
    const { checkDatabase } = await import('../check-database.js');
    const damage = checkDatabase(path);
    if (damage === undefined) return [{ status: 'ok', what: `${path} is in order` }];
    return [{ status: 'problem', what: `${path} cannot be read: ${damage}.`, remedy }];
  }
}
