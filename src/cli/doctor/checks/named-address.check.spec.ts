import { describe, expect, it } from '@jest/globals';
import { doctorContext } from '../../../../test/support/doctor-context.js';
import { temporaryDirectory } from '../../../../test/support/temporary-directory.js';
import type { HttpOutcome } from '../http-asker.js';
import { NamedAddressCheck } from './named-address.check.js';

const stateDirectory = temporaryDirectory();
const healthy: HttpOutcome = { kind: 'answer', status: 200, body: '{"ok":true}' };

function check(url?: string, answers: Record<string, HttpOutcome> = {}) {
  const env: Record<string, string> = url === undefined ? {} : { OPENCLAW_GATEWAY_URL: url };
  const { context } = doctorContext({ stateDirectory, config: { gateway: { port: 4000 } }, env, answers });
  return new NamedAddressCheck(context).run();
}

describe(NamedAddressCheck.name, () => {
  it.each([undefined, 'http://127.0.0.1:4000', 'ws://127.0.0.1:4000/'])('has nothing to say of %s', async (url) => {
    expect(await check(url)).toEqual([]);
  });

  it('tells that another address is in force, and whether a gateway is there', async () => {
    const answers = { 'http://127.0.0.1:5000/healthz': healthy };
    expect(await check('ws://127.0.0.1:5000', answers)).toEqual([
      {
        status: 'warning',
        what: 'OPENCLAW_GATEWAY_URL leads the commands to http://127.0.0.1:5000, not to the configured address; a gateway answers there.',
        path: 'OPENCLAW_GATEWAY_URL',
        remedy: expect.stringContaining('Unset OPENCLAW_GATEWAY_URL'),
      },
    ]);
    expect((await check('http://127.0.0.1:5000'))[0]?.what).toContain('and no gateway answers there');
  });

  it('what is no address is a problem, and a password in it is not repeated', async () => {
    const [finding] = await check('http://me:not-a-real-password@127.0.0.1:5000');
    expect(finding).toMatchObject({ status: 'problem', path: 'OPENCLAW_GATEWAY_URL' });
    expect(JSON.stringify(finding)).not.toContain('not-a-real-password');
    expect((await check('gateway'))[0]?.status).toBe('problem');
  });
});
