import { describe, expect, it } from '@jest/globals';
import { doctorContext } from '../../../../test/support/doctor-context.js';
import { temporaryDirectory } from '../../../../test/support/temporary-directory.js';
import { AuditLogCheck } from './audit-log.check.js';

const stateDirectory = temporaryDirectory();

const check = (audit: Record<string, unknown>) =>
  new AuditLogCheck(doctorContext({ stateDirectory, config: { gateway: { audit } } }).context).run();

describe(AuditLogCheck.name, () => {
  it('tells that there is none', () => {
    expect(check({})).toMatchObject([{ status: 'ok' }]);
    expect(check({ enabled: false })).toMatchObject([{ status: 'warning', path: 'gateway.audit.enabled' }]);
    expect(new AuditLogCheck(doctorContext({ stateDirectory }).context).run()).toEqual([]);
  });
});
