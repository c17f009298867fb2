import { describe, expect, it } from '@jest/globals';
import { type FakeDoctorOptions, doctorContext } from '../../../../test/support/doctor-context.js';
import { freePorts, holdPort } from '../../../../test/support/free-ports.js';
import { temporaryDirectory } from '../../../../test/support/temporary-directory.js';
import type { HttpOutcome } from '../http-asker.js';
import { PortCheck } from './port.check.js';

const stateDirectory = temporaryDirectory();
const url = 'http://127.0.0.1:4000';
const answer = (status: number, body = ''): HttpOutcome => ({ kind: 'answer', status, body });
const alive = answer(200, '{"ok":true}');

async function check(gateway: Record<string, unknown>, options: Partial<FakeDoctorOptions> = {}) {
  const { context, asked } = doctorContext({
    stateDirectory,
    config: { gateway: { port: 4000, ...gateway } },
    ...options,
  });
  const [finding] = await new PortCheck(context).run();
  return { finding, asked };
}

describe(PortCheck.name, () => {
  it('a port that is free', async () => {
    const [port] = await freePorts(1);
    expect((await check({ port })).finding).toEqual({ status: 'ok', what: `127.0.0.1 port ${port} is free` });
    expect((await check({ port: 0 })).finding?.status).toBe('ok');
  });

  it('a port that something holds which does not speak HTTP, or is no gateway', async () => {
    const held = await holdPort();
    expect((await check({ port: held.port })).finding).toMatchObject({
      status: 'problem',
      what: expect.stringContaining('is taken'),
    });
    await held.close();
    for (const outcome of [answer(404), answer(200, '<html>'), { kind: 'silent', reason: 'ETIMEDOUT' } as const]) {
      const { finding, asked } = await check({}, { answers: { [`${url}/healthz`]: outcome } });
      expect(finding).toMatchObject({
        status: 'problem',
        what: expect.stringContaining('is taken by another program'),
      });
      expect(asked).toEqual([{ url: `${url}/healthz`, headers: {} }]);
    }
  });

  it('an address that is not of this machine', async () => {
    const { finding } = await check({ bind: 'custom', customBindHost: '192.0.2.1' });
    expect(finding).toMatchObject({ status: 'problem', remedy: expect.stringContaining('customBindHost') });
  });

  it.each([
    [200, 'ok', /takes the credential/],
    [401, 'problem', /does not take the credential/],
    [404, 'ok', /was not tried/],
    [429, 'warning', /locks this client out/],
    [503, 'problem', /does not serve \(503\)/],
  ])('a gateway that answers %d', async (status, expected, what) => {
    const answers = { [`${url}/healthz`]: alive, [`${url}/v1/models`]: answer(status) };
    const { finding, asked } = await check({ auth: { token: 'a-token-of-the-test' } }, { answers });
    expect(finding).toMatchObject({ status: expected, what: expect.stringMatching(what) });
    expect(asked[1]?.headers).toEqual({ authorization: 'Bearer a-token-of-the-test' });
    expect(JSON.stringify(finding)).not.toContain('a-token-of-the-test');
  });

  it.each([
    ['/etc/other.json5', ['ok', 'warning']],
    ['/etc/gateway.json5', ['ok']],
  ])('a gateway that uses the file %s', async (used, expected) => {
    const { context } = doctorContext({
      stateDirectory,
      config: { gateway: { port: 4000 } },
      env: { OPENCLAW_GATEWAY_TOKEN: 'a-token-of-the-test' },
      answers: { [`${url}/healthz`]: alive, [`${url}/v1/models`]: answer(200) },
      runningFile: () => Promise.resolve(used),
    });
    const findings = await new PortCheck(context).run();
    expect(findings.map(({ status }) => status)).toEqual(expected);
    if (findings[1]) expect(findings[1]).toMatchObject({ remedy: expect.stringContaining('Restart it') });
  });

  it('a gateway that listens everywhere is asked on this machine', async () => {
    const { asked } = await check({ bind: 'lan' }, { answers: { [`${url}/healthz`]: alive } });
    expect(asked[0]?.url).toBe(`${url}/healthz`);
  });

  it('asks nothing under a configuration that cannot be used', async () => {
    const { context, asked } = doctorContext({ stateDirectory });
    expect(await new PortCheck(context).run()).toEqual([]);
    expect(asked).toEqual([]);
  });
});
