import type { DoctorContext } from '../../doctor/doctor-context.js';
import type { DoctorCheck, Finding } from '../../doctor/doctor-check.js';

/** Whether it can be told later who did what. */
export class AuditLogCheck implements DoctorCheck {
  readonly name = 'Audit log';

  constructor(private readonly context: Pick<DoctorContext, 'configuration'>) {}

  run(): Finding[] {
    const { configuration } = this.context;
    if (!configuration) return [];
    if (configuration.config.gateway.audit.enabled) return [{ status: 'ok', what: 'Who did what is written down' }];
    const path = 'gateway.audit.enabled';
    const what = 'Nobody can tell later who did what: there is no audit log.';
    return [{ status: 'warning', what, path, remedy: `openclaw config set --unset ${path}` }];
  }
}
