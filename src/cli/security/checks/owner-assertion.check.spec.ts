import { describe, expect, it } from '@jest/globals';
import { doctorContext } from '../../../../test/support/doctor-context.js';
import { temporaryDirectory } from '../../../../test/support/temporary-directory.js';
import { OwnerAssertionCheck } from './owner-assertion.check.js';

const stateDirectory = temporaryDirectory();

const check = (auth: Record<string, unknown>) =>
  new OwnerAssertionCheck(doctorContext({ stateDirectory, config: { gateway: { auth } } }).context).run();

describe(OwnerAssertionCheck.name, () => {
  it('tells a secret that is long and can be guessed all the same', () => {
    expect(check({ ownerAssertion: { secret: 'password'.repeat(5) } })).toMatchObject([
      {
        status: 'problem',
        path: 'gateway.auth.ownerAssertion.secret',
        what: expect.stringContaining('repeats a short text'),
      },
    ]);
    const secret = 'a-secret-of-this-test-with-more-than-32-letters';
    expect(check({ ownerAssertion: { secret } })).toMatchObject([{ status: 'ok' }]);
    expect(check({})).toEqual([]);
  });
});
