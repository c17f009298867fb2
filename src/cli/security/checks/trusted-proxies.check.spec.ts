import { describe, expect, it } from '@jest/globals';
import { doctorContext } from '../../../../test/support/doctor-context.js';
import { temporaryDirectory } from '../../../../test/support/temporary-directory.js';
import { TrustedProxiesCheck } from './trusted-proxies.check.js';

const stateDirectory = temporaryDirectory();
const lan = { bind: 'lan', auth: { mode: 'token', token: 'a-token-of-this-test' } };

const check = (trustedProxies: string[], gateway: Record<string, unknown> = lan) =>
  new TrustedProxiesCheck(
    doctorContext({ stateDirectory, config: { gateway: { ...gateway, trustedProxies } } }).context,
  ).run();

describe(TrustedProxiesCheck.name, () => {
  it.each([
    ['10.0.0.7', 'ok'],
    ['10.0.0.0/24', 'ok'],
    ['10.0.0.0/23', 'warning'],
    ['10.0.0.0/8', 'warning'],
    ['8.0.0.0/7', 'problem'],
    ['0.0.0.0/0', 'problem'],
    ['2001:db8::1', 'ok'],
    ['fd00::/64', 'ok'],
    ['fd00::/48', 'warning'],
    ['::/0', 'problem'],
    ['::ffff:0.0.0.0/96', 'problem'],
    ['::ffff:10.0.0.0/124', 'ok'],
    ['::ffff:10.0.0.0/112', 'warning'],
  ])('%s: %s', (entry, status) => {
    const [finding, ...more] = check([entry]);
    expect([finding?.status, more]).toEqual([status, []]);
    if (status !== 'ok') expect(finding?.path).toBe('gateway.trustedProxies[0]');
  });

  it('a proxy on this machine that names users', () => {
    const gateway = { auth: { mode: 'trusted-proxy', trustedProxy: { userHeader: 'x-user' } } };
    expect(check(['127.0.0.1'], gateway)).toMatchObject([
      { status: 'warning', what: expect.stringContaining('name any user') },
    ]);
    expect(check(['::1'], gateway)).toHaveLength(1);
  });

  it('proxies that cannot reach a gateway on loopback', () => {
    expect(check(['10.0.0.7'], {})).toMatchObject([{ status: 'warning', path: 'gateway.trustedProxies' }]);
    expect(check(['127.0.0.0/24'], {})).toMatchObject([{ status: 'ok' }]);
  });

  it('says nothing where there is none', () => {
    expect(check([])).toEqual([]);
    expect(new TrustedProxiesCheck(doctorContext({ stateDirectory }).context).run()).toEqual([]);
  });
});
