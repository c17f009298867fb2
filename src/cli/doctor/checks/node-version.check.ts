import type { DoctorContext } from '../doctor-context.js';
import type { DoctorCheck, Finding } from '../doctor-check.js';

/** The oldest Node that the gateway runs on; the launcher in bin/ has it too. That one runs on the older ones of package.json. */
export const oldestNode = { major: 22, minor: 19 };

export class NodeVersionCheck implements DoctorCheck {
  readonly name = 'Node';

  constructor(private readonly context: Pick<DoctorContext, 'nodeVersion'>) {}

  run(): Finding[] {
    const { nodeVersion } = this.context;
    const [major = 0, minor = 0] = nodeVersion.split('.').map(Number);
    const isNewEnough = major > oldestNode.major || (major === oldestNode.major && minor >= oldestNode.minor);
    const what = `Node ${nodeVersion}`;
    if (isNewEnough) return [{ status: 'ok', what }];
    const remedy = `Install Node ${oldestNode.major}.${oldestNode.minor} or newer.`;
    return [{ status: 'problem', what: `${what} is too old for the gateway.`, remedy }];
  }
}
