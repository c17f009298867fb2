import { describe, expect, it } from '@jest/globals';
import { doctorContext } from '../../../../test/support/doctor-context.js';
import { temporaryDirectory } from '../../../../test/support/temporary-directory.js';
import { GuessLimitCheck } from './guess-limit.check.js';

const stateDirectory = temporaryDirectory();

const check = (rateLimit?: Record<string, unknown>) => {
  const auth = { mode: 'token', token: 'a-token-of-this-test', ...(rateLimit ? { rateLimit } : {}) };
  return new GuessLimitCheck(doctorContext({ stateDirectory, config: { gateway: { auth } } }).context).run();
};

describe(GuessLimitCheck.name, () => {
  it('the defaults are good', () => {
    expect(check({})).toEqual([{ status: 'ok', what: 'One client may guess 120 times an hour' }]);
  });

  it('a limit that is none, and one that spares this machine', () => {
    expect(check({ maxAttempts: 1_000, windowMs: 1_000, lockoutMs: 1_000, exemptLoopback: true })).toMatchObject([
      { status: 'warning', what: 'One client may guess 3600000 times an hour.', path: 'gateway.auth.rateLimit' },
      { status: 'warning', what: expect.stringContaining('this machine'), path: 'gateway.auth.rateLimit' },
    ]);
  });

  it('leaves a limit that is missing to the check of the credential', () => {
    expect(check()).toEqual([]);
  });
});
