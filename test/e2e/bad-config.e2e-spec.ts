import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { freePorts, holdPort } from '../support/free-ports.js';
import { type Exit, type GatewayOptions, GatewayProcess } from '../support/gateway-process.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const scratch = temporaryDirectory();
const unusable = { code: 78, signal: null };
const failed = { code: 1, signal: null };

interface Outcome {
  exit: Exit;
  stdout: string;
  stderr: string;
}

/** Starts a gateway that is expected to give up. */
async function outcomeOf(options: GatewayOptions): Promise<Outcome> {
  const gateway = GatewayProcess.launch(options);
  const exit = await gateway.exit;
  return { exit, stdout: gateway.stdout, stderr: gateway.stderr };
}

const isListening = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => socket.destroy()).once('error', () => resolve(false));
    socket.once('close', (hadError) => resolve(!hadError));
  });

afterEach(() => GatewayProcess.killAll());

describe('a configuration that cannot be used: exit code 78, and what to do on standard error', () => {
  it.each<[string, GatewayOptions, (string | RegExp)[]]>([
    [
      'broken JSON5: the line and the column',
      { config: '{\n  gateway: {\n    port: 18789,,\n  },\n}' },
      [/line 3/i, /column 17|3:17/i, /JSON5/],
    ],
    [
      'an unknown key: the nearest known one',
      { config: { gateway: { prot: 1 } } },
      ['gateway.prot', 'did you mean "port"'],
    ],
    [
      'an unknown key deep in a list',
      { config: { agents: { list: [{ id: 'main', publicmode: true }] } } },
      ['agents.list[0].publicmode', 'did you mean "publicMode"'],
    ],
    [
      'a wrong type',
      { config: { gateway: { port: 'many' } } },
      ['gateway.port', /found: +.*"many"/, /allowed: .*0 to 65535/],
    ],
    [
      'a publicMode that is not a boolean, which must not count as false',
      { config: { agents: { list: [{ id: 'front-desk', publicMode: 'true' }] } } },
      ['agents.list[0].publicMode', /found: +.*"true"/, /allowed: +true or false/],
    ],
    [
      'a variable that is not set (A5)',
      { config: { models: { providers: { openai: { apiKey: '${NOT_SET_ANYWHERE}' } } } } },
      ['models.providers.openai.apiKey', 'NOT_SET_ANYWHERE'],
    ],
    ['an empty file', { config: ' \n' }, [/found: +an empty file/, /\{\} for the defaults/]],
    [
      'a provider without an address',
      { config: { models: { providers: { lmstudio: {} } } } },
      ['models.providers.lmstudio.baseUrl', /allowed: an http\(s\) URL/],
    ],
    [
      'an address without http://',
      { config: { models: { providers: { lmstudio: { baseUrl: '127.0.0.1:1234/v1' } } } } },
      ['models.providers.lmstudio.baseUrl', 'did you mean "http://127.0.0.1:1234/v1"'],
    ],
    ['an argument that is unknown', { args: ['--prot', '1'] }, ['--prot', 'did you mean "--port"', '--port <number>']],
    ['a --port that is none (A4)', { args: ['--port', '70000'] }, ['--port', /found: +.*70000/, /0 to 65535/]],
    ['a file that is not there (A2)', { env: { OPENCLAW_CONFIG_PATH: '/nowhere/at.all' } }, ['OPENCLAW_CONFIG_PATH']],
    [
      'a token and a password and no mode (C2)',
      { env: { OPENCLAW_GATEWAY_TOKEN: 'test-token', OPENCLAW_GATEWAY_PASSWORD: 'test-password' } },
      ['gateway.auth.mode', /token .*and a password/, 'take one of the two away'],
    ],
    [
      'a mode without its credential (C3)',
      { config: { gateway: { auth: { mode: 'password' } } } },
      ['gateway.auth.mode', 'OPENCLAW_GATEWAY_PASSWORD'],
    ],
    [
      'mode none where others can reach it (C3)',
      { config: { gateway: { bind: 'lan', auth: { mode: 'none' } } } },
      ['gateway.auth.mode', '0.0.0.0', /"none" only with gateway\.bind "loopback"/],
    ],
  ])('A6: %s', async (_, options, expected) => {
    const { exit, stdout, stderr } = await outcomeOf(options);
    expect(exit).toEqual(unusable);
    expect(stdout).toBe('');
    for (const part of ['1 problem; nothing was started', ...expected]) expect(stderr).toMatch(part);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('A6: every problem at once, each with path, found and allowed; nothing listens; no secret is repeated', async () => {
    const [port] = await freePorts(1);
    const { exit, stderr } = await outcomeOf({
      env: { OPENCLAW_GATEWAY_PORT: String(port), PROVIDER_KEY: 'not-a-real-key' },
      config: {
        gateway: { bind: 'everywhere', auth: { token: 'test-token', tocken: 'another-token' } },
        models: { providers: { openai: { apiKey: '${PROVIDER_KEY}', api: '${PROVIDER_KEY}' } } },
        agents: { list: [{ id: 'Not An Id' }] },
      },
    });
    expect(exit).toEqual(unusable);
    expect(stderr).toContain('4 problems; nothing was started');
    const places = ['gateway.bind', 'gateway.auth.tocken', 'models.providers.openai.api', 'agents.list[0].id'];
    for (const place of places) expect(stderr).toContain(`\n  ${place}\n    found:   `);
    expect(stderr.match(/^ {4}allowed: \S/gm)).toHaveLength(4);
    expect(stderr).not.toMatch(/test-token|another-token|not-a-real-key/);
    expect(await isListening(port)).toBe(false);
  });

  it('A3: a state directory that cannot be made or used', async () => {
    const file = join(scratch, 'a-file');
    writeFileSync(file, 'kept');
    for (const stateDir of [file, join(file, 'below'), '/proc/gateway']) {
      const { exit, stdout, stderr } = await outcomeOf({ stateDir });
      expect(exit).toEqual(unusable);
      expect(stdout).toBe('');
      expect(stderr).toMatch(/OPENCLAW_STATE_DIR[^]*cannot be used[^]*set OPENCLAW_STATE_DIR to one/);
      expect(stderr).toContain(stateDir);
    }
    expect(readFileSync(file, 'utf8')).toBe('kept');
  });

  it('C3: a kept token that is empty, instead of an open gateway or a token nobody knows', async () => {
    const stateDir = join(scratch, 'empty-token');
    mkdirSync(stateDir);
    writeFileSync(join(stateDir, 'gateway-token'), '\n');
    const { exit, stderr } = await outcomeOf({ stateDir });
    expect(exit).toEqual(unusable);
    expect(stderr).toMatch(/gateway\.auth[^]*it is empty[^]*remove that file/);
  });
});

describe('other reasons not to start: exit code 1, and what to do on standard error', () => {
  it('a port that is taken', async () => {
    const other = await holdPort();
    const { exit, stdout, stderr } = await outcomeOf({ env: { OPENCLAW_GATEWAY_PORT: String(other.port) } });
    await other.close();
    expect(exit).toEqual(failed);
    expect(stdout).toBe('');
    expect(stderr).toContain(`Cannot listen on 127.0.0.1 port ${other.port}: the port is taken`);
    expect(stderr).not.toMatch(/EADDRINUSE|^\{/m);
    expect(stderr).toMatch(/choose another port with --port, OPENCLAW_GATEWAY_PORT or gateway\.port/);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('an address that is not of this machine', async () => {
    const config = { gateway: { bind: 'custom', customBindHost: '192.0.2.1' } };
    const { exit, stderr } = await outcomeOf({ config });
    expect(exit).toEqual(failed);
    expect(stderr).toMatch(/Cannot listen on 192\.0\.2\.1: this machine has no such address/);
  });

  it('H7: a damaged session store, which is left as it was', async () => {
    const stateDir = join(scratch, 'damaged');
    const file = join(stateDir, 'sessions.sqlite');
    const damage = 'this is no database'.repeat(500);
    mkdirSync(stateDir, { mode: 0o700 });
    writeFileSync(file, damage);
    const { exit, stdout, stderr } = await outcomeOf({ stateDir });
    expect(exit).toEqual(failed);
    expect(stdout).toBe('');
    expect(stderr).toMatch(`The gateway could not start: The session store ${file} cannot be opened`);
    expect(stderr).toMatch(/Nothing was changed\. .*restore a backup/);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(readFileSync(file, 'utf8')).toBe(damage);
    expect(readdirSync(stateDir).sort()).toEqual(['gateway-token', 'gateway.lock', 'sessions.sqlite']);
  });
});
