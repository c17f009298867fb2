import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CliGateway } from '../support/cli-gateway.js';
import { freePorts } from '../support/free-ports.js';
import { GatewayProcess } from '../support/gateway-process.js';
import { runOpenclaw } from '../support/run-openclaw.js';

describe('which gateway, and how it gets in', () => {
  let sut: CliGateway;

  beforeAll(async () => {
    sut = await CliGateway.start();
  });

  afterAll(async () => {
    await sut.close();
  });

  const token = () => sut.env['OPENCLAW_GATEWAY_TOKEN'] ?? '';

  it('options, variables, and the kept token of a gateway of the same user', async () => {
    const { url } = sut.gateway;
    const byOption = await runOpenclaw(['agents', 'list', '--url', url, '--token', token()]);
    const byWebSocketUrl = await runOpenclaw([
      'agents',
      'list',
      '--url',
      url.replace('http', 'ws'),
      '--token',
      token(),
    ]);
    const byVariable = await runOpenclaw(['agents', 'list'], { env: sut.env });
    const first = await GatewayProcess.start();
    const env = { OPENCLAW_STATE_DIR: first.stateDir, OPENCLAW_GATEWAY_PORT: String(first.port) };
    const byState = await runOpenclaw(['agents', 'list'], { env });
    expect([byOption, byWebSocketUrl, byVariable, byState].map(({ code }) => code)).toEqual([0, 0, 0, 0]);
  });

  it('with --url and --token no local configuration is needed', async () => {
    const named = ['--url', sut.gateway.url, '--token', token()];
    for (const command of [['agents', 'list'], ['chat']]) {
      const outcome = await runOpenclaw([...command, ...named], { env: { OPENCLAW_GATEWAY_PORT: 'many' } });
      expect(outcome).toMatchObject({ code: 0, stderr: '' });
    }
  });

  it('nobody there: exit code 3, which address was tried, and how to start one', async () => {
    const [port = 0] = await freePorts(1);
    const env = { OPENCLAW_GATEWAY_PORT: String(port) };
    const outcome = await runOpenclaw(['agents', 'list'], { env });
    expect(outcome).toMatchObject({ code: 3, stdout: '' });
    expect(outcome.stderr).toContain(`No gateway answers at http://127.0.0.1:${port}: the connection was refused.`);
    expect(outcome.stderr).toContain('openclaw gateway run');
    const status = await runOpenclaw(['gateway', 'status', '--json'], { env });
    expect(status).toMatchObject({ code: 3, stderr: '' });
    expect(JSON.parse(status.stdout)).toMatchObject({ reachable: false, url: `http://127.0.0.1:${port}` });
  });

  it('the wrong credential: exit code 4, where it came from, and after some of them how long to wait', async () => {
    const { url } = sut.gateway;
    const wrong = () => runOpenclaw(['gateway', 'status', '--url', url, '--token', 'wrong']);
    const outcome = await wrong();
    expect(outcome).toMatchObject({ code: 4, stdout: '' });
    expect(outcome.stderr).toContain('does not accept the credential');
    expect(outcome.stderr).toContain('It came from --token.');
    expect(outcome.stderr).not.toContain('wrong"');
    await wrong();
    await wrong();
    const limited = await wrong();
    expect(limited).toMatchObject({ code: 4, stderr: expect.stringMatching(/too many were wrong\.\nWait \d+ s/) });
  });

  it('the credential of this machine never leaves it', async () => {
    const elsewhere = 'http://gateway.invalid:18789';
    const byOption = await runOpenclaw(['agents', 'list', '--url', elsewhere], {
      env: { OPENCLAW_GATEWAY_TOKEN: token() },
    });
    expect(byOption).toMatchObject({ code: 4, stderr: expect.stringContaining('is not sent there') });
    const byVariable = await runOpenclaw(['agents', 'list'], { env: { OPENCLAW_GATEWAY_URL: elsewhere } });
    expect(byVariable).toMatchObject({ code: 4, stderr: expect.stringContaining('OPENCLAW_GATEWAY_TOKEN') });
  });

  it('a configuration that cannot be used: exit code 78', async () => {
    const outcome = await runOpenclaw(['agents', 'list'], { env: { OPENCLAW_GATEWAY_PORT: 'many' } });
    expect(outcome).toMatchObject({ code: 78, stderr: expect.stringContaining('OPENCLAW_GATEWAY_PORT') });
    expect(outcome.stderr).toContain('so the gateway cannot be found by it');
    expect(outcome.stderr).toContain('name the gateway with --url and --token');
    expect(outcome.stderr).not.toContain('nothing was started');
    const json = await runOpenclaw(['agents', 'list', '--json'], { env: { OPENCLAW_GATEWAY_PORT: 'many' } });
    expect(JSON.parse(json.stdout)).toMatchObject({ error: { code: 'configuration' } });
  });

  it('what is no address is told', async () => {
    expect(await runOpenclaw(['agents', 'list', '--url', 'nonsense'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--url must be an address such as http://127.0.0.1:18789'),
    });
  });
});
