import { accessSync, constants, statSync, statfsSync } from 'node:fs';
import { describeSize } from '../../../common/describe-amount.js';
import { errorReason } from '../../../common/system-error.js';
import type { DoctorContext } from '../doctor-context.js';
import type { DoctorCheck, Finding } from '../doctor-check.js';
import { nearestExisting } from '../nearest-existing.js';

/** Bytes. */
const tooLittle = 50 * 1024 ** 2;
const little = 1024 ** 3;
const otherPlace = 'Free some, or give the gateway another state directory (OPENCLAW_STATE_DIR).';

/** Whether the gateway can keep what it has to keep. */
export class StateDirectoryCheck implements DoctorCheck {
  readonly name = 'State directory';

  constructor(
    private readonly context: Pick<DoctorContext, 'file'>,
    private readonly freeBytes: (path: string) => number = freeBytesAt,
  ) {}

  run(): Finding[] {
    const { stateDirectory: path } = this.context.file;
    const there = nearestExisting(path);
    const isThere = there === path;
    try {
      if (!statSync(there).isDirectory()) throw new Error('it is no directory');
      accessSync(there, constants.R_OK | constants.W_OK | constants.X_OK);
    } catch (error) {
      const what = `${path} cannot be ${isThere ? 'used' : 'made'} (${errorReason(error)}).`;
      return [{ status: 'problem', what, remedy: 'Set OPENCLAW_STATE_DIR to a directory that this user can write.' }];
    }
    const what = isThere ? `${path} can be written` : `${path} is not there yet; the gateway makes it at its start`;
    return [{ status: 'ok', what }, this.space(there)];
  }

  private space(path: string): Finding {
    const free = this.freeBytes(path);
    const what = `${describeSize(free)} are free on its disk`;
    if (free < tooLittle) return { status: 'problem', what: `Only ${what}.`, remedy: otherPlace };
    return free < little ? { status: 'warning', what: `Only ${what}.`, remedy: otherPlace } : { status: 'ok', what };
  }
}

function freeBytesAt(path: string): number {
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize;
}
