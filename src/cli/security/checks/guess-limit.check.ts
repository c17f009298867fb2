import type { DoctorContext } from '../../doctor/doctor-context.js';
import type { DoctorCheck, Finding } from '../../doctor/doctor-check.js';

const path = 'gateway.auth.rateLimit';
/** Guesses an hour that one client may have. */
const manyAnHour = 10_000;
const hour = 3_600_000;

/** Whether the limit of wrong credentials limits. That it is there at all is told with the credential. */
export class GuessLimitCheck implements DoctorCheck {
  readonly name = 'Limit of guesses';

  constructor(private readonly context: Pick<DoctorContext, 'configuration'>) {}

  run(): Finding[] {
    const limits = this.context.configuration?.config.gateway.auth.rateLimit;
    if (!limits) return [];
    const { maxAttempts, windowMs, lockoutMs, exemptLoopback } = limits;
    const anHour = Math.floor((maxAttempts * hour) / Math.max(windowMs, lockoutMs));
    return [
      anHour > manyAnHour
        ? finding(`One client may guess ${anHour} times an hour.`, 'Lower maxAttempts, or raise lockoutMs.')
        : { status: 'ok', what: `One client may guess ${anHour} times an hour` },
      ...(exemptLoopback
        ? [finding('Programs of this machine may guess without a limit.', 'Set exemptLoopback to false.')]
        : []),
    ];
  }
}

function finding(what: string, remedy: string): Finding {
  return { status: 'warning', what, path, remedy };
}
