import type { DoctorContext } from '../../doctor/doctor-context.js';
import type { DoctorCheck, Finding } from '../../doctor/doctor-check.js';
import { weaknessOf } from '../../doctor/secret-weakness.js';

const path = 'gateway.auth.ownerAssertion.secret';

/** Whether somebody could sign as the front ends do that may assert ownership. */
export class OwnerAssertionCheck implements DoctorCheck {
  readonly name = 'Owner assertion';

  constructor(private readonly context: Pick<DoctorContext, 'configuration'>) {}

  run(): Finding[] {
    const assertion = this.context.configuration?.config.gateway.auth.ownerAssertion;
    if (!assertion) return [];
    const weakness = weaknessOf(assertion.secret);
    if (!weakness) return [{ status: 'ok', what: 'The secret of signed requests is long enough' }];
    const remedy = 'Take a random one, e.g. of `openssl rand -hex 32`, for the gateway and its front ends.';
    return [{ status: 'problem', what: `${path} ${weakness.what}.`, path, remedy }];
  }
}
