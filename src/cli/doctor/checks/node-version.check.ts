import type { DoctorContext } from '../doctor-context.js';
import type { DoctorCheck, Finding } from '../doctor-check.js';

/** The oldest Node that the gateway runs on, as package.json has it. */
const oldest = { major: 22, minor: 19 };

export class NodeVersionCheck implements DoctorCheck {
  readonly name = 'Node';

  constructor(private readonly context: Pick<DoctorContext, 'nodeVersion'>) {}

  run(): Promise<Finding[]> {
    const { nodeVersion } = this.context;
    const [major = 0, minor = 0] = nodeVersion.split('.').map(Number);
    const isNewEnough = major > oldest.major || (major === oldest.major && minor >= oldest.minor);
    const what = `Node ${nodeVersion}`;
    if (isNewEnough) return Promise.resolve([{ status: 'ok', what }]);
    const remedy = `Install Node ${oldest.major}.${oldest.minor} or newer.`;
    return Promise.resolve([{ status: 'problem', what: `${what} is too old for the gateway.`, remedy }]);
  }
}
