import { isLoopbackHost, isUnspecifiedHost } from '../../../config/listen-address.js';
import type { DoctorContext } from '../doctor-context.js';
import type { DoctorCheck, Finding } from '../doctor-check.js';

const remedy =
  'It speaks plain HTTP. Better leave gateway.bind at loopback and use an SSH tunnel, a tailnet or a reverse proxy: docs/remote-access.md.';

/** Whether others than this machine can reach the port. */
export class ExposureCheck implements DoctorCheck {
  readonly name = 'Reach';

  constructor(private readonly context: Pick<DoctorContext, 'configuration'>) {}

  run(): Finding[] {
    const { configuration } = this.context;
    if (!configuration) return [];
    const { host } = configuration.listen;
    if (isLoopbackHost(host)) return [{ status: 'ok', what: 'Only this machine can reach the gateway' }];
    const what = isUnspecifiedHost(host) ? 'every network of this machine' : host;
    return [{ status: 'warning', what: `The gateway listens on ${what}.`, path: 'gateway.bind', remedy }];
  }
}
